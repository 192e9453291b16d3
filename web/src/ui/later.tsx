import { lazy, type ComponentType, type ReactNode } from "react";

const failed = new Set<() => void>();

/** A component whose code is loaded when it is first shown. What could not be had fails until `askAgain`. */
export function later<C extends (props: never) => ReactNode>(load: () => Promise<{ default: C }>): C {
  const ask = () =>
    lazy(() =>
      load().then(
        (module) => module as unknown as { default: ComponentType<object> },
        (cause: unknown) => {
          failed.add(() => (part = ask()));
          throw cause;
        },
      ),
    );
  let part = ask();
  const Later = (props: object) => {
    const Part: ComponentType<object> = part;
    return <Part {...props} />;
  };
  return Later as unknown as C;
}

/** Has code that could not be had asked for again the next time it is shown. */
export function askAgain(): void {
  for (const again of failed) again();
  failed.clear();
}
