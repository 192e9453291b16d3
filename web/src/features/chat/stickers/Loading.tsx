import { useLingui } from "@lingui/react/macro";
import { Problem } from "@data";
import { problemText } from "@store";
import { Failed } from "@ui/Failed";
import { Skeleton } from "@ui/Skeleton";
import { VisuallyHidden } from "@ui/Hidden";
import css from "./Stickers.module.css";

/** Stickers on their way. */
export function Cells() {
  const { t } = useLingui();
  return (
    <>
      <span role="status">
        <VisuallyHidden>{t`Loading`}</VisuallyHidden>
      </span>
      <div className={css.grid}>
        {Array.from({ length: 8 }, (_, i) => (
          <Skeleton key={i} shape="card" className={css.blank} />
        ))}
      </div>
    </>
  );
}

/** Stickers that could not be had. */
export function Unloaded({ problem, onRetry }: { problem: unknown; onRetry: () => void }) {
  return (
    <Failed offline={problem instanceof Problem && problem.code === "network"} onRetry={onRetry}>
      {problemText(problem)}
    </Failed>
  );
}
