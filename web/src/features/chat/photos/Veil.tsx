import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { EyeSlashIcon } from "@phosphor-icons/react/dist/csr/EyeSlash";
import { useId } from "react";
import { useNames } from "@store";
import css from "./Photos.module.css";

type Props = { sender: string; many: number; film: boolean; focusable: boolean; onShow: () => void };

/** Over photos and videos that are blurred: whose they are, and the way to see them. */
export function Veil({ sender, many, film, focusable, onShow }: Props) {
  const { t } = useLingui();
  const why = useId();
  const [known] = useNames([sender]);
  const name = known ?? t`someone`;
  return (
    <div className={css.veil}>
      <p id={why}>
        <EyeSlashIcon size={20} aria-hidden="true" />
        <span>{film ? plural(many, { one: `Hidden video from ${name}`, other: `# hidden photos and videos from ${name}` }) : plural(many, { one: `Hidden photo from ${name}`, other: `# hidden photos from ${name}` })}</span>
      </p>
      <button type="button" tabIndex={focusable ? 0 : -1} aria-describedby={why} onClick={onShow}>
        {film ? plural(many, { one: "Show video", other: "Show photos and videos" }) : plural(many, { one: "Show photo", other: "Show photos" })}
      </button>
    </div>
  );
}
