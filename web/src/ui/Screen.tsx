import { CaretRightIcon } from "@phosphor-icons/react/dist/csr/CaretRight";
import { Fragment, useLayoutEffect, useRef, type ReactNode, type RefObject } from "react";
import { useLocation } from "wouter";
import styles from "./Screen.module.css";
import { Back } from "./Back";
import { cx } from "./cx";
import { lastDirection, useScrollMemory, useTitleFocus } from "./navigation";

type Props = {
  title: ReactNode;
  /** Where the arrow leads; true: where one came from. */
  back?: string | true;
  actions?: ReactNode;
  children: ReactNode;
  /** The title stands large under the arrow, as on pages of settings. */
  large?: boolean;
  /** The names of the screens above this one, shown beside the arrow of a large title. */
  path?: readonly string[];
  /** A page of text and fields: margins, and no line longer than the measure. Lists leave it out. */
  page?: boolean;
  /** Stays at the bottom while the rest scrolls. */
  footer?: ReactNode;
  /** Between the header and the scrolled content: a search field, a banner. */
  top?: ReactNode;
  /** The element that scrolls, for long lists. */
  scroller?: RefObject<HTMLDivElement | null>;
  className?: string;
};

/** The frame of a screen: a header with the title, and content that scrolls under it. The title takes the focus at navigation. */
export function Screen({ title, back, actions, children, large = false, path, page = false, footer, top, scroller, className }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const own = useRef<HTMLDivElement>(null);
  const body = scroller ?? own;
  const [location] = useLocation();
  const frame = useRef<HTMLDivElement>(null);
  // An effect runs again when a kept screen shows again, as a first render does not.
  useLayoutEffect(() => {
    if (frame.current) frame.current.dataset.enter = lastDirection();
  }, []);
  useTitleFocus(heading);
  useScrollMemory(body, location);
  const head = <h1 ref={heading} tabIndex={-1} className={large || back === undefined ? styles.title : styles.name}>{title}</h1>;
  return (
    <div ref={frame} className={cx(styles.screen, className)}>
      <header className={cx(styles.head, back !== undefined && styles.back, page && back !== undefined && styles.over)}>
        {back !== undefined && <Back to={back} />}
        {large ? <Path names={path} /> : head}
        {actions}
      </header>
      {top !== undefined && <div className={styles.top}>{top}</div>}
      <div ref={body} className={styles.body}>
        {large && <div className={cx(styles.large, page && styles.page)}>{head}</div>}
        {page ? <div className={cx(styles.page, styles.content)}>{children}</div> : children}
      </div>
      {footer !== undefined && <footer className={styles.footer}>{footer}</footer>}
    </div>
  );
}

function Path({ names = [] }: { names?: readonly string[] }) {
  return (
    <p className={styles.path}>
      {names.map((name, i) => (
        <Fragment key={name}>
          {i > 0 && <CaretRightIcon size={14} />}
          <span>{name}</span>
        </Fragment>
      ))}
    </p>
  );
}
