import { useEffect, useRef, useState, type SubmitEvent } from "react";

/** What is wrong, by field; `form` is what no single field can mend. */
export type Errors<F extends string> = Partial<Record<F | "form", string>>;

type Options<F extends string> = {
  /** Looks at what was typed before anything is sent. */
  check: () => Errors<F>;
  send: () => Promise<void>;
  /** Says in which field, and in which words, a failed send shows. */
  explain: (cause: unknown) => Errors<F>;
};

/**
 * One submission at a time: check, send, explain. What was typed is never touched, and after a failure the focus goes to
 * the first field that needs it.
 */
export function useForm<F extends string>({ check, send, explain }: Options<F>) {
  const form = useRef<HTMLFormElement>(null);
  const running = useRef(false);
  const [errors, setErrors] = useState<Errors<F>>({});
  const [busy, setBusy] = useState(false);
  const [failures, setFailures] = useState(0);

  useEffect(() => {
    if (failures > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [failures]);

  function fail(found: Errors<F>) {
    setErrors(found);
    setFailures((n) => n + 1);
  }

  async function onSubmit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    if (running.current) return;
    const found = check();
    if (Object.values(found).some(Boolean)) {
      fail(found);
      return;
    }
    running.current = true;
    setBusy(true);
    setErrors({});
    try {
      await send();
    } catch (cause) {
      fail(explain(cause));
    } finally {
      running.current = false;
      setBusy(false);
    }
  }

  /** Takes an error back once the person corrects that field. */
  function clear(field: F | "form") {
    setErrors((now) => (now[field] ? { ...now, [field]: undefined } : now));
  }

  return { form, errors, busy, onSubmit: (event: SubmitEvent<HTMLFormElement>) => void onSubmit(event), clear };
}
