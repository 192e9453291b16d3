import { useEffect, useRef } from "react";
import { useSession } from "@store";
import { useLocation, useSearch } from "wouter";
import { Frame } from "./Frame";
import { Outside } from "./Outside";
import { keepIntended, takeIntended } from "./intended";
import { hasInside, isPublic } from "./paths";
import { Splash } from "./Splash";
import { useBadge } from "./useBadge";

/** Lets in who is signed in, leads others to the welcome, and keeps where they wanted to go. */
export function Gate() {
  const { status } = useSession();
  const [path, navigate] = useLocation();
  const search = useSearch();
  useBadge(status);
  const outside = isPublic(path);
  /** From where the kept session led in, until one goes on: the server may not know it any more. */
  const led = useRef<{ from: string; to: string }>(undefined);

  useEffect(() => {
    const address = search ? `${path}?${search}` : path;
    if (status === "signedOut" && !outside) {
      if (path !== "/") keepIntended(address);
      navigate(led.current?.to === address ? led.current.from : "/welcome", { replace: true });
    }
    if (status === "signedIn") {
      if (outside) led.current = { from: path, to: takeIntended() };
      else if (led.current?.to !== address) led.current = undefined;
      if (outside || path === "/") navigate(led.current?.to ?? "/inbox", { replace: true });
    }
  }, [status, outside, path, search, navigate]);

  if (status === "signedIn" && hasInside(path)) return <Frame />;
  if (status === "signedOut" && outside) return <Outside />;
  return <Splash />;
}
