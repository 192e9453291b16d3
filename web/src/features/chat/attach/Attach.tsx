import { useLingui } from "@lingui/react/macro";
import { ChartBarHorizontalIcon } from "@phosphor-icons/react/dist/csr/ChartBarHorizontal";
import { ImageIcon } from "@phosphor-icons/react/dist/csr/Image";
import { PlusIcon } from "@phosphor-icons/react/dist/csr/Plus";
import { Suspense, useRef, useState } from "react";
import type { Content, ID } from "@data";
import { later } from "@ui/later";
import { Menu } from "@ui/Menu";

const NewPoll = later(() => import("../polls/NewPoll"));

type Props = {
  id: ID;
  className?: string;
  onFiles: (files: File[]) => void;
  onPoll: (content: Content) => void;
};

/** What else can be sent: a menu beside the field. */
export default function Attach({ id, className, onFiles, onPoll }: Props) {
  const { t } = useLingui();
  const input = useRef<HTMLInputElement>(null);
  const [asking, setAsking] = useState(false);
  const items = [
    { id: "photos", label: t`Photos`, icon: <ImageIcon size={20} />, onAction: () => input.current?.click() },
    { id: "poll", label: t`Poll`, icon: <ChartBarHorizontalIcon size={20} />, onAction: () => setAsking(true) },
  ];
  return (
    <>
      <Menu
        label={t`Add`}
        items={items}
        trigger={
          <button type="button" className={className} aria-label={t`Add`} title={t`Add`}>
            <PlusIcon />
          </button>
        }
      />
      <input
        ref={input}
        type="file"
        accept="image/*"
        multiple
        hidden
        aria-label={t`Add photos`}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      {asking && (
        <Suspense fallback={null}>
          <NewPoll
            id={id}
            onClose={() => setAsking(false)}
            onAsk={(content) => {
              setAsking(false);
              onPoll(content);
            }}
          />
        </Suspense>
      )}
    </>
  );
}
