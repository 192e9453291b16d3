import { Problem } from "./problem";

/** The time of one person at this device. What was asked in one era comes to nothing in the next. */
export class Era {
  #number = 0;

  next(): void {
    this.#number++;
  }

  /** Tells later whether it is still the same era. */
  same(): () => boolean {
    const number = this.#number;
    return () => number === this.#number;
  }

  /** The answer, if it comes in the era of its question. */
  async guard<T>(answer: Promise<T>): Promise<T> {
    const same = this.same();
    const got = await answer;
    if (!same()) throw new Problem({ status: 0, code: "network" });
    return got;
  }
}
