import { useEffect } from "react";
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

  useEffect(() => {
    if (status === "signedOut" && !outside) {
      if (path !== "/") keepIntended(search ? `${path}?${search}` : path);
      navigate("/welcome", { replace: true });
    }
    if (status === "signedIn" && (outside || path === "/")) navigate(outside ? takeIntended() : "/inbox", { replace: true });
  }, [status, outside, path, search, navigate]);

  if (status === "signedIn" && hasInside(path)) return <Frame />;
  if (status === "signedOut" && outside) return <Outside />;
  return <Splash />;
}
