import type { ReactNode } from "react";
import { question } from "./overlays";

type Ask = { title: string; body?: ReactNode; action: string; danger?: boolean };

/** Asks before something that cannot be undone. */
export function confirm(ask: Ask): Promise<boolean> {
  question.get()?.answer(false);
  return new Promise((resolve) => {
    question.set({
      ...ask,
      answer(yes) {
        question.set(undefined);
        resolve(yes);
      },
    });
  });
}
