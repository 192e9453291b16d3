import { useLingui } from "@lingui/react/macro";
import { AddressBookIcon } from "@phosphor-icons/react/dist/csr/AddressBook";
import { ChatTeardropIcon } from "@phosphor-icons/react/dist/csr/ChatTeardrop";
import { FacebookLogoIcon } from "@phosphor-icons/react/dist/csr/FacebookLogo";
import { HandWavingIcon } from "@phosphor-icons/react/dist/csr/HandWaving";
import { Row } from "@ui/Row";
import { Section } from "@ui/Section";
import { Switch } from "@ui/Switch";
import { useNow } from "@ui/useNow";
import { dateTime } from "@i18n";
import type { Privacy } from "@data";
import { Loading } from "./Loading";
import css from "./pages.module.css";
import { SettingsPage } from "./SettingsPage";
import { usePrivacy } from "./usePrivacy";

/** Who can write to one, who can follow, and what others see of one: the last both ways, who hides theirs does not see others'. */
export default function PrivacyPage() {
  const { t } = useLingui();
  const [privacy, set] = usePrivacy();
  const now = useNow();
  const paused = privacy?.requestsPausedUntil;
  const until = paused && Date.parse(paused) > now ? dateTime(paused) : undefined;

  const item = (name: "readReceipts" | "deliveryReceipts" | "presence" | "typing" | "private" | "linkPreviews", now: Privacy) => ({
    checked: now[name],
    onChange: (checked: boolean) => set({ [name]: checked }),
  });

  return (
    <SettingsPage title={t`Privacy`}>
      <div className={css.rows}>
        <Row compact href="/settings/privacy/messages" leading={<ChatTeardropIcon />} title={t`Direct messages`} detail={t`Who can send you direct messages`} />
        <Row
          compact
          href="/settings/privacy/requests"
          leading={<HandWavingIcon />}
          title={t`Message requests`}
          detail={until ? t`Paused until ${until}` : t`A pause, and links and pictures from strangers`}
        />
        <Row compact href="/friends/contacts" leading={<AddressBookIcon />} title={t`Contacts`} detail={t`How people find you by number or address`} />
        <Row compact href="/settings/facebook" leading={<FacebookLogoIcon />} title={t`Facebook`} detail={t`Find your friends from there`} />
      </div>
      {privacy ? (
        <>
          <div className={css.switches}>
            <Switch
              {...item("private", privacy)}
              label={t`Private account`}
              hint={t`Whoever wants to follow you asks first, and only your followers see whom you follow and who follows you.`}
            />
          </div>
          <Section title={t`What others see of you`}>
            <p className={css.lead}>{t`Each of these works both ways: what you hide from others, you don’t see of them either.`}</p>
            <div className={css.switches}>
              <Switch
                {...item("readReceipts", privacy)}
                label={t`Read receipts`}
                hint={t`People see when you have read their messages, and you see when they have read yours.`}
              />
              <Switch
                {...item("deliveryReceipts", privacy)}
                label={t`Delivery receipts`}
                hint={t`People see when their messages have reached one of your devices, and you see when yours have reached theirs.`}
              />
              <Switch
                {...item("presence", privacy)}
                label={t`When you are active`}
                hint={t`People you talk with see when you are here and when you last were, and you see it of them.`}
              />
              <Switch
                {...item("typing", privacy)}
                label={t`When you are writing`}
                hint={t`People see that you are writing to them while you do, and you see it of them.`}
              />
            </div>
          </Section>
          <Section title={t`What you send`}>
            <div className={css.switches}>
              <Switch
                {...item("linkPreviews", privacy)}
                label={t`Link previews`}
                hint={t`While you write a link, the server looks at its page, so that your message shows what it leads to. The page learns the server’s address, not yours, and nothing of who reads your message.`}
              />
            </div>
          </Section>
        </>
      ) : (
        <Loading rows={4} />
      )}
    </SettingsPage>
  );
}
