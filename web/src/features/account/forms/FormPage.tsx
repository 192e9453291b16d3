import { useEffect, useRef, type ReactNode } from "react";
import { useLingui } from "@lingui/react/macro";
import { ArrowLeftIcon } from "@phosphor-icons/react/dist/csr/ArrowLeft";
import { IconButton } from "@ui/IconButton";
import { Foyer } from "../welcome/Foyer";
import css from "./FormPage.module.css";

type Props = {
  title: string;
  lead?: ReactNode;
  onBack?: () => void;
  /** Which step this is, of how many. */
  step?: readonly [at: number, of: number];
  children: ReactNode;
};

/** A page of one question, before one is signed in. Coming to it puts the focus where one goes on. */
export function FormPage({ title, lead, onBack, step, children }: Props) {
  const { t } = useLingui();
  const page = useRef<HTMLDivElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    // A finger would call the keyboard up over the page that one has not read yet.
    const typing = window.matchMedia("(pointer: fine)").matches;
    const field = typing && page.current?.querySelector<HTMLElement>("form input:not([type=radio], [readonly])");
    (field || heading.current)?.focus({ preventScroll: true });
  }, [title]);

  return (
    <Foyer>
      <div className={css.page} ref={page}>
        <header className={css.head}>
          {onBack && <IconButton label={t`Back`} icon={<ArrowLeftIcon />} onClick={onBack} />}
          {step && <Steps at={step[0]} of={step[1]} />}
        </header>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {lead && <p className={css.lead}>{lead}</p>}
        {children}
      </div>
    </Foyer>
  );
}

/** How far one is: a row of heads, lit up to here. */
function Steps({ at, of }: { at: number; of: number }) {
  const { t } = useLingui();
  return (
    <span className={css.steps} role="img" aria-label={t`Step ${at} of ${of}`}>
      {Array.from({ length: of }, (_, i) => (
        <i key={i} data-lit={i < at} />
      ))}
    </span>
  );
}
