/** A promise that is settled from outside. */
export interface Settled {
  promise: Promise<void>;
  settle(): void;
}

export function settled(): Settled {
  let settle = () => undefined as void;
  const promise = new Promise<void>((resolve) => (settle = resolve));
  return { promise, settle };
}
