import { Trans } from "@lingui/react/macro";
import { Button } from "@ui/Button";
import { EmptyState } from "@ui/EmptyState";
import { Failed } from "@ui/Failed";
import { askAgain } from "@ui/later";
import { Component, type ErrorInfo, type ReactNode } from "react";

type Props = {
  children: ReactNode;
  /** Where one is: somewhere else may well be whole. */
  place?: string;
};
type State = { failed: boolean; offline: boolean; place?: string };

/** Says that something broke, or that its code is not on this device yet, instead of an empty page. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { failed: false, offline: false };

  static getDerivedStateFromError(): Partial<State> {
    return { failed: true, offline: !navigator.onLine };
  }

  static getDerivedStateFromProps({ place }: Props, state: State): Partial<State> | null {
    if (place === state.place) return null;
    if (state.failed) askAgain();
    return { failed: false, place };
  }

  override componentDidMount(): void {
    window.addEventListener("online", this.#back);
  }

  override componentWillUnmount(): void {
    window.removeEventListener("online", this.#back);
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  readonly #back = () => {
    if (this.state.failed && this.state.offline) this.#again();
  };

  readonly #again = () => {
    askAgain();
    this.setState({ failed: false });
  };

  override render(): ReactNode {
    const { failed, offline } = this.state;
    if (!failed) return this.props.children;
    if (offline) {
      return (
        <Failed offline onRetry={this.#again}>
          <Trans>This screen isn’t on this device yet. It opens once the network is back.</Trans>
        </Failed>
      );
    }
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
