import { Suspense } from "react";
import { useLingui } from "@lingui/react/macro";
import { FunnelSimpleIcon } from "@phosphor-icons/react/dist/csr/FunnelSimple";
import { Row } from "@ui/Row";
import { Section } from "@ui/Section";
import { Switch } from "@ui/Switch";
import { Rest } from "@features/requests";
import { Loading } from "./Loading";
import css from "./pages.module.css";
import { SettingsPage } from "./SettingsPage";
import { usePrivacy } from "./usePrivacy";

/** What people who are no friends may send: nothing for a time, no links, pictures that one asks for first. */
export default function RequestsPage() {
  const { t } = useLingui();
  const [privacy, set] = usePrivacy();
  return (
    <SettingsPage title={t`Message requests`} above={{ href: "/settings/privacy", title: t`Privacy` }}>
      {privacy ? (
        <>
          <Suspense fallback={<Loading rows={1} />}>
            <Rest where="settings" />
          </Suspense>
          <Section title={t`From people who aren’t your friends`}>
            <div className={css.switches}>
              <Switch
                checked={!privacy.strangerLinks}
                onChange={(apart) => set({ strangerLinks: !apart })}
                label={t`Set links apart`}
                hint={t`A request with a link goes to the filtered requests, where you can still find it. Until you accept a request, its links are plain text in any case.`}
              />
              <Switch
                checked={!privacy.strangerPictures}
                onChange={(blurred) => set({ strangerPictures: !blurred })}
                label={t`Blur pictures`}
                hint={t`In requests, on profiles and in groups you see a picture once you tap it.`}
              />
            </div>
            <div className={css.rows}>
              <Row compact href="/settings/safety/words" leading={<FunnelSimpleIcon />} title={t`Filtered words`} detail={t`Requests with one of them are set apart`} />
            </div>
          </Section>
        </>
      ) : (
        <Loading rows={3} />
      )}
    </SettingsPage>
  );
}
