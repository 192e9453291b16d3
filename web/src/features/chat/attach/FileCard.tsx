import { useLingui } from "@lingui/react/macro";
import { FileIcon } from "@phosphor-icons/react/dist/csr/File";
import { FileArchiveIcon } from "@phosphor-icons/react/dist/csr/FileArchive";
import { FileAudioIcon } from "@phosphor-icons/react/dist/csr/FileAudio";
import { FileImageIcon } from "@phosphor-icons/react/dist/csr/FileImage";
import { FilePdfIcon } from "@phosphor-icons/react/dist/csr/FilePdf";
import { FileTextIcon } from "@phosphor-icons/react/dist/csr/FileText";
import { FileVideoIcon } from "@phosphor-icons/react/dist/csr/FileVideo";
import type { ChosenFile, Message, SentFile } from "@data";
import { Sending } from "./Sending";
import css from "./File.module.css";
import { sizeText } from "./size";

/** By the end of its name: what a file says of itself is a hint, and nothing follows from it. */
const ICONS: [RegExp, typeof FileIcon][] = [
  [/\.pdf$/i, FilePdfIcon],
  [/\.(zip|gz|tgz|bz2|xz|7z|rar|tar)$/i, FileArchiveIcon],
  [/\.(mp3|m4a|aac|ogg|opus|wav|flac)$/i, FileAudioIcon],
  [/\.(mp4|mov|mkv|webm|avi)$/i, FileVideoIcon],
  [/\.(jpe?g|png|gif|webp|heic|avif|tiff?|svg)$/i, FileImageIcon],
  [/\.(txt|md|docx?|odt|rtf|csv|xlsx?|ods|pptx?|odp)$/i, FileTextIcon],
];

/** The file of a message: saved by a press, never opened here. */
export default function FileCard({ message, focusable }: { message: Message; focusable: boolean }) {
  return message.file && <Card message={message} file={message.file} focusable={focusable} />;
}

function Card({ message, file, focusable }: { message: Message; file: SentFile | ChosenFile; focusable: boolean }) {
  const { t } = useLingui();
  const { id, name = "", size = 0 } = file;
  const Icon = ICONS.find(([end]) => end.test(name))?.[1] ?? FileIcon;
  const waits = "blob" in file;
  const words = (
    <>
      <span className={css.icon}>
        <Icon size={28} />
      </span>
      <span className={css.words}>
        <b dir="auto">{name}</b>
        <small>{sizeText(size)}</small>
      </span>
    </>
  );
  if (waits) {
    return (
      <div className={message.mine ? `${css.file} ${css.own}` : css.file}>
        {words}
        {message.state === "sending" && <Sending message={message} label={t`Sending the file`} />}
      </div>
    );
  }
  return (
    <a
      className={message.mine ? `${css.file} ${css.own}` : css.file}
      href={`/v1/files/${message.from ?? message.sender}/${id}`}
      download={name}
      tabIndex={focusable ? 0 : -1}
      aria-label={t`Save ${name}, ${sizeText(size)}`}
    >
      {words}
    </a>
  );
}
