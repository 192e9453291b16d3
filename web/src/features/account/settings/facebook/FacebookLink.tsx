import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { FacebookLogoIcon } from "@phosphor-icons/react/dist/csr/FacebookLogo";
import { announce } from "@ui/announce";
import { Banner } from "@ui/Banner";
import { Button } from "@ui/Button";
import { confirm } from "@ui/confirm";
import { dateTime, longDate } from "@i18n";
import { useStore } from "@store";
import type { FacebookLink as Link } from "@data";
import css from "../pages.module.css";
import { useActs } from "./useActs";

type Props = { available: boolean; link: Link | undefined; onChange: () => void };

/** One's link to Facebook: making it, how it does, refreshing and ending it. */
export function FacebookLink({ available, link, onChange }: Props) {
  const { t } = useLingui();
  const { api } = useStore();
  const { busy, does } = useActs<"link" | "refresh" | "unlink">(onChange);

  const start = () =>
    does("link", async () => {
      const { url } = await api.startFacebookLink();
      window.location.assign(url);
    });

  const refresh = () =>
    does("refresh", async () => {
      const { link: now } = await api.refreshFacebook();
      if (now?.state === "linked") announce(t`Refreshed`);
    });

  async function unlink() {
    const sure = await confirm({
      title: t`Unlink Facebook?`,
      body: t`What we have from Facebook is erased at once. Who was suggested through it no longer is, unless you have them from elsewhere.`,
      action: t`Unlink`,
    });
    if (sure) await does("unlink", api.unlinkFacebook);
  }

  if (!available && !link) {
    return (
      <p className={css.lead}>
        <Trans>This server can’t link Facebook accounts. You can import the list of friends that Facebook lets you download.</Trans>
      </p>
    );
  }
  if (!link) {
    return (
      <>
        <p className={css.lead}>
          <Trans>Facebook tells us which of your friends there have linked their account here, too. They are suggested to you, and may send you a request where you allow it.</Trans>
        </p>
        <p className={css.small}>
          <Trans>We ask Facebook for your name and your friends who are here, and for nothing else. We post nothing. You can unlink at any time, and it is all erased.</Trans>
        </p>
        <Button className={css.start} kind="primary" icon={<FacebookLogoIcon />} busy={busy === "link"} onClick={() => void start()}>
          <Trans>Link Facebook</Trans>
        </Button>
      </>
    );
  }
  const stands = link.state !== "revoked";
  const again = link.state === "expired" || link.state === "revoked" || link.state === "declined";
  return (
    <>
      <Trouble link={link} />
      {stands && (
        <dl className={css.facts}>
          {link.name && (
            <div>
              <dt>
                <Trans>Linked as</Trans>
              </dt>
              <dd dir="auto">{link.name}</dd>
            </div>
          )}
          <div>
            <dt>
              <Trans>Friends who are here</Trans>
            </dt>
            <dd>{link.friends}</dd>
          </div>
          <div>
            <dt>
              <Trans>Last refreshed</Trans>
            </dt>
            <dd>{dateTime(link.refreshedAt)}</dd>
          </div>
          {link.expiresAt && link.state !== "expired" && (
            <div>
              <dt>
                <Trans>Good until</Trans>
              </dt>
              <dd>{longDate(link.expiresAt)}</dd>
            </div>
          )}
        </dl>
      )}
      {link.friends > 0 && (
        <p className={css.small}>
          <Plural value={link.friends} one="Your Facebook friend who is here is among your suggested friends." other="Your # Facebook friends who are here are among your suggested friends." />
        </p>
      )}
      <div className={css.acts}>
        {again && available && (
          <Button kind="primary" icon={<FacebookLogoIcon />} busy={busy === "link"} onClick={() => void start()}>
            <Trans>Link again</Trans>
          </Button>
        )}
        {!again && available && (
          <Button busy={busy === "refresh"} onClick={() => void refresh()}>
            <Trans>Refresh</Trans>
          </Button>
        )}
        <Button kind="danger" busy={busy === "unlink"} onClick={() => void (stands ? unlink() : does("unlink", api.unlinkFacebook))}>
          {stands ? <Trans>Unlink</Trans> : <Trans>Dismiss</Trans>}
        </Button>
      </div>
    </>
  );
}

/** Why friends are not as fresh as they could be, and what one can do. */
function Trouble({ link }: { link: Link }) {
  const { t } = useLingui();
  const retry = link.retryAt && dateTime(link.retryAt);
  switch (link.state) {
    case "linked":
      return null;
    case "expired":
      return (
        <Banner tone="danger" title={t`Facebook wants to be asked anew`}>
          <Trans>It does so every two months, and after a new password. Link again to keep your friends up to date.</Trans>
        </Banner>
      );
    case "revoked":
      return (
        <Banner tone="info" title={t`The link was ended on Facebook`}>
          <Trans>What we had from there is erased. You can link again.</Trans>
        </Banner>
      );
    case "declined":
      return (
        <Banner tone="danger" title={t`Facebook no longer shares your friends`}>
          <Trans>You took back that we may see them. Link again and allow it, or unlink.</Trans>
        </Banner>
      );
    case "limited":
      return (
        <Banner tone="info" title={t`Facebook asks for a pause`}>
          {retry ? <Trans>It was asked too often. We ask again by ourselves: {retry}.</Trans> : <Trans>It was asked too often. We ask again by ourselves.</Trans>}
        </Banner>
      );
    case "unavailable":
      return (
        <Banner tone="info" title={t`Facebook doesn’t answer`}>
          {retry ? <Trans>Your friends stay as they were. We ask again by ourselves: {retry}.</Trans> : <Trans>Your friends stay as they were. We ask again by ourselves.</Trans>}
        </Banner>
      );
  }
}
