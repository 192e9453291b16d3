import { useState } from "react";
import { t as translate } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { DesktopIcon } from "@phosphor-icons/react/dist/csr/Desktop";
import { DeviceMobileIcon } from "@phosphor-icons/react/dist/csr/DeviceMobile";
import { Button } from "@ui/Button";
import { confirm } from "@ui/confirm";
import { Row } from "@ui/Row";
import { Section } from "@ui/Section";
import { toast } from "@ui/toast";
import { relative } from "@i18n";
import { problemText, useStore } from "@store";
import type { Device } from "@data";
import { LoadFailure, Loading } from "./Loading";
import css from "./pages.module.css";
import { SettingsPage } from "./SettingsPage";
import { useLoad } from "./useLoad";

/** Where one is signed in, and the way to end what one does not know. */
export default function DevicesPage() {
  const { t } = useLingui();
  const { api } = useStore();
  const { loaded, reload } = useLoad(api.listSessions);
  const [busy, setBusy] = useState(false);
  const items = loaded.status === "ready" ? loaded.value.items : [];
  const others = items.filter((device) => !device.current);

  async function end(run: () => Promise<unknown>, done: string) {
    setBusy(true);
    try {
      await run();
      toast(done);
      reload();
    } catch (cause) {
      toast(problemText(cause));
    } finally {
      setBusy(false);
    }
  }

  async function endOne(device: Device) {
    const name = nameOf(device);
    const sure = await confirm({
      title: t`Sign out this device?`,
      body: t`${name} will need your password or a passkey to come back.`,
      action: t({ message: "Sign out", context: "another device" }),
      danger: true,
    });
    if (sure) await end(() => api.signOut(device.id), t`Device signed out`);
  }

  async function endOthers() {
    const sure = await confirm({
      title: t`Sign out every other device?`,
      body: t`Each of them will need your password or a passkey to come back. This device stays signed in.`,
      action: t`Sign out the others`,
      danger: true,
    });
    if (sure) await end(() => api.signOutOthers(), t`Your other devices are signed out`);
  }

  return (
    <SettingsPage title={t`Devices`}>
      {loaded.status === "loading" && <Loading />}
      {loaded.status === "error" && <LoadFailure cause={loaded.cause} onRetry={reload} />}
      {loaded.status === "ready" && (
        <>
          <Section title={t`This device`} quiet>
            <div className={css.rows}>
              {items.filter((device) => device.current).map((device) => (
                <DeviceRow key={device.id} device={device} />
              ))}
            </div>
          </Section>
          <Section title={t`Other devices`} quiet>
            {others.length === 0 ? (
              <p className={css.lead}>
                <Trans>You are signed in nowhere else.</Trans>
              </p>
            ) : (
              <div className={css.rows}>
                {others.map((device) => (
                  <DeviceRow key={device.id} device={device} onEnd={() => void endOne(device)} />
                ))}
              </div>
            )}
          </Section>
          {others.length > 0 && (
            <Button kind="danger" className={css.start} busy={busy} onClick={() => void endOthers()}>
              <Trans>Sign out every other device</Trans>
            </Button>
          )}
          <p className={css.small}>
            <Trans>If you see a device that isn’t yours, sign it out and change your password.</Trans>
          </p>
        </>
      )}
    </SettingsPage>
  );
}

function DeviceRow({ device, onEnd }: { device: Device; onEnd?: () => void }) {
  const { t } = useLingui();
  const seen = relative(device.lastSeenAt);
  const when = device.current ? t`Active now` : t`Last used ${seen}`;
  const name = nameOf(device);
  return (
    <Row
      compact
      leading={/phone|android|ipad|mobile/i.test(device.device) ? <DeviceMobileIcon size={28} /> : <DesktopIcon size={28} />}
      title={name}
      detail={device.address ? `${when} · ${device.address}` : when}
      trailing={
        onEnd && (
          <Button size="small" aria-label={t`Sign out ${name}`} onClick={onEnd}>
            <Trans context="another device">Sign out</Trans>
          </Button>
        )
      }
    />
  );
}

/** "Firefox on Linux", in one's own language. */
function nameOf({ device }: Device): string {
  const [browser, system] = device.split(" on ");
  if (browser && system) return translate`${browser} on ${system}`;
  return device || translate`Unknown device`;
}
