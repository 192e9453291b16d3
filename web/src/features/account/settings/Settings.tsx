import { Suspense, type ReactNode } from "react";
import { later } from "@ui/later";
import { useLocation } from "wouter";
import { useWide } from "@ui/useMediaQuery";
import { SkeletonRows } from "@ui/Skeleton";
import css from "./Settings.module.css";
import { SettingsList } from "./SettingsList";

const AccountPage = later(() => import("./AccountPage"));
const PasswordPage = later(() => import("./PasswordPage"));
const RecoveryPage = later(() => import("./RecoveryPage"));
const PrivacyPage = later(() => import("./PrivacyPage"));
const MessagesPage = later(() => import("./MessagesPage"));
const RequestsPage = later(() => import("./RequestsPage"));
const FacebookPage = later(() => import("./facebook/FacebookPage"));
const SafetyPage = later(() => import("./SafetyPage"));
const LetGoPage = later(() => import("./LetGoPage"));
const WordsPage = later(() => import("./WordsPage"));
const ReportsPage = later(() => import("./ReportsPage"));
const DecisionsPage = later(() => import("./DecisionsPage"));
const GuardianPage = later(() => import("../guardian/GuardianPage"));
const NotificationsPage = later(() => import("./NotificationsPage"));
const DevicesPage = later(() => import("./DevicesPage"));
const AppearancePage = later(() => import("./AppearancePage"));
const LanguagePage = later(() => import("./LanguagePage"));

/** The page at an address, and the row of the list that it belongs to. */
const pages: Record<string, { row: string; page: ReactNode }> = {
  "/settings/account": { row: "/settings/account", page: <AccountPage /> },
  "/settings/account/password": { row: "/settings/account", page: <PasswordPage /> },
  "/settings/recovery": { row: "/settings/account", page: <RecoveryPage /> },
  "/settings/privacy": { row: "/settings/privacy", page: <PrivacyPage /> },
  "/settings/privacy/messages": { row: "/settings/privacy", page: <MessagesPage /> },
  "/settings/privacy/requests": { row: "/settings/privacy", page: <RequestsPage /> },
  "/settings/facebook": { row: "/settings/privacy", page: <FacebookPage /> },
  "/settings/safety": { row: "/settings/safety", page: <SafetyPage /> },
  "/settings/safety/blocked": { row: "/settings/safety", page: <LetGoPage kind="block" /> },
  "/settings/safety/restricted": { row: "/settings/safety", page: <LetGoPage kind="restrict" /> },
  "/settings/safety/muted": { row: "/settings/safety", page: <LetGoPage kind="mute" /> },
  "/settings/safety/words": { row: "/settings/safety", page: <WordsPage /> },
  "/settings/safety/reports": { row: "/settings/safety", page: <ReportsPage /> },
  "/settings/safety/decisions": { row: "/settings/safety", page: <DecisionsPage /> },
  "/settings/safety/guardian": { row: "/settings/safety", page: <GuardianPage /> },
  "/settings/notifications": { row: "/settings/notifications", page: <NotificationsPage /> },
  "/settings/devices": { row: "/settings/devices", page: <DevicesPage /> },
  "/settings/appearance": { row: "/settings/appearance", page: <AppearancePage /> },
  "/settings/language": { row: "/settings/language", page: <LanguagePage /> },
};

/** Settings: a list and its pages, one after the other on a phone, side by side where there is room. */
export function Settings() {
  const wide = useWide();
  const [location] = useLocation();
  const asked = pages[location];
  if (!wide) return asked ? <Page key={location}>{asked.page}</Page> : <SettingsList />;
  const shown = asked ?? pages["/settings/account"];
  return (
    <div className={css.panes}>
      <div className={css.list}>
        <SettingsList selected={shown?.row} />
      </div>
      <div className={css.stage}>
        <Page key={location}>{shown?.page}</Page>
      </div>
    </div>
  );
}

function Page({ children }: { children: ReactNode }) {
  return <Suspense fallback={<SkeletonRows count={4} />}>{children}</Suspense>;
}
