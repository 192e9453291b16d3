import { useEffect, useState } from "react";
import { Trans, useLingui } from "@lingui/react/macro";
import { DesktopIcon } from "@phosphor-icons/react/dist/csr/Desktop";
import { DeviceMobileIcon } from "@phosphor-icons/react/dist/csr/DeviceMobile";
import { Button } from "@ui/Button";
import { confirm } from "@ui/confirm";
import { Row } from "@ui/Row";
import { Section } from "@ui/Section";
import { toast } from "@ui/toast";
import { relative } from "@i18n";
import { useSession, useStore } from "@store";
import type { Device } from "@data";
import { problemText } from "../forms/problemText";
import { nameOf } from "../devices/name";
import { useSignIns } from "../devices/useSignIns";
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
  const signIns = useSignIns();
  // What the other devices are asked about has changed: so has the list.
  const asked = useSession().me?.newSignIns?.map(({ id }) => id).join();
  useEffect(reload, [asked, reload]);
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
                {others.map((device) =>
                  device.new ? (
                    <NewDevice
                      key={device.id}
                      device={device}
                      busy={signIns.busy}
                      onKnown={() => void signIns.acknowledge(device).then(reload)}
                      onEnd={() => void signIns.end(device).then(reload)}
                    />
                  ) : (
                    <DeviceRow key={device.id} device={device} onEnd={() => void endOne(device)} />
                  ),
                )}
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
      leading={iconOf(device)}
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

/** A device that nobody has said yet that it is theirs. */
function NewDevice({ device, busy, onKnown, onEnd }: { device: Device; busy: boolean; onKnown: () => void; onEnd: () => void }) {
  const { t } = useLingui();
  const name = nameOf(device);
  const when = relative(device.createdAt);
  return (
    <div className={css.asked}>
      <Row
        compact
        leading={iconOf(device)}
        title={name}
        detail={device.address ? t`New · signed in ${when} · ${device.address}` : t`New · signed in ${when}`}
      />
      <div className={css.acts}>
        <Button size="small" busy={busy} aria-label={t`It was me: ${name}`} onClick={onKnown}>
          <Trans>It was me</Trans>
        </Button>
        <Button size="small" kind="danger" busy={busy} aria-label={t`End it: ${name}`} onClick={onEnd}>
          <Trans context="a sign-in">End it</Trans>
        </Button>
      </div>
    </div>
  );
}

const iconOf = ({ device }: Device) => (/phone|android|ipad|mobile/i.test(device) ? <DeviceMobileIcon size={28} /> : <DesktopIcon size={28} />);
