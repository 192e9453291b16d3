import { plural, t } from "@lingui/core/macro";
import type { Content, Said } from "@data";
import { confirm } from "@ui/confirm";
import { toast } from "@ui/toast";
import css from "./File.module.css";
import { sizeText } from "./size";

/** Sends what is no plain text. */
export type Say = (content: Content, rest?: Omit<Said, "content">) => void;

/** How many files are taken at once. */
const MOST = 10;

/** Sends files as they are, each as a message, once that was said and agreed to. */
export async function offer(chosen: File[], say: Say): Promise<void> {
  const files = chosen.filter((file) => file.size > 0).slice(0, MOST);
  if (files.length < Math.min(chosen.length, MOST)) toast(t`A file with nothing in it was left out.`);
  if (chosen.length > MOST) toast(t`The first ${MOST} files were taken.`);
  if (files.length === 0) return;
  const body = (
    <>
      <ul className={css.files}>
        {files.map((file, i) => (
          <li key={i}>
            <span dir="auto">{file.name}</span> <small>{sizeText(file.size)}</small>
          </li>
        ))}
      </ul>
      <p className={css.note}>
        {files.some((file) => file.type.startsWith("image/") || file.type.startsWith("video/"))
          ? t`Sent as it is: a photo or video keeps what it tells, such as where it was taken.`
          : t`Sent as it is, with what it tells of who made it.`}
      </p>
    </>
  );
  if (!(await confirm({ title: plural(files.length, { one: "Send this file?", other: "Send # files?" }), body, action: t`Send` }))) return;
  for (const blob of files) {
    say({ type: "file", text: "" }, { file: { id: crypto.randomUUID(), name: blob.name, size: blob.size, blob } });
  }
}
