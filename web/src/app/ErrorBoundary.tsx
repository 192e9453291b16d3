import { Trans } from "@lingui/react/macro";
import { Button } from "@ui/Button";
import { EmptyState } from "@ui/EmptyState";
import { Component, type ErrorInfo, type ReactNode } from "react";

type State = { failed: boolean };

/** Shows the knot instead of an empty page when something in the app breaks. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { failed: false };

  static getDerivedStateFromError(): State {
    return { failed: true };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <EmptyState
        level={1}
        art="knot"
        title={<Trans>A knot in the thread</Trans>}
        action={<Button kind="primary" onClick={() => window.location.reload()}><Trans>Reload</Trans></Button>}
      >
        <Trans>Your messages are safe. This page needs to be opened again.</Trans>
      </EmptyState>
    );
  }
}
