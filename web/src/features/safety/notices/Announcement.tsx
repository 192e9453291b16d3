import { useEffect, useMemo, useState } from "react";
import { Trans, useLingui } from "@lingui/react/macro";
import { XIcon } from "@phosphor-icons/react/dist/csr/X";
import { Link } from "wouter";
import { createAnnouncements, type Announced } from "@data/announcements";
import { problemText, useReadable, useStore } from "@store";
import { Banner } from "@ui/Banner";
import { IconButton } from "@ui/IconButton";
import { toast } from "@ui/toast";
import css from "./notices.module.css";

/** What those who run the server announce, one at a time, until it is put away. What cannot be had now is not shown. */
export function Announcement() {
  const { t, i18n } = useLingui();
  const { api, safety } = useStore();
  const announcements = useMemo(() => createAnnouncements(api), [api]);
  const turn = useReadable(safety.changes);
  const [items, setItems] = useState<readonly Announced[]>([]);
  useEffect(() => {
    let here = true;
    announcements.load().then(
      (list) => here && setItems(list),
      () => undefined,
    );
    return () => {
      here = false;
    };
  }, [announcements, turn]);

  const [shown] = items;
  if (!shown) return null;
  const language = i18n.locale === "fr" ? "fr" : "en";

  async function dismiss({ id }: Announced) {
    const before = items;
    setItems(items.filter((one) => one.id !== id));
    try {
      await announcements.dismiss(id);
    } catch (cause) {
      setItems(before);
      toast(problemText(cause));
    }
  }

  return (
    <Banner
      className={css.notice}
      tone="info"
      title={shown.title[language]}
      action={<IconButton className={css.away} label={t`Dismiss`} icon={<XIcon size={20} />} onClick={() => void dismiss(shown)} />}
    >
      {shown.text[language]}
      {shown.path && (
        <Link className={css.more} href={shown.path} onClick={() => void dismiss(shown)}>
          <Trans>Have a look</Trans>
        </Link>
      )}
    </Banner>
  );
}
