import { useEffect, useState } from "react";
import { useLocation, useSearch } from "wouter";
import { useStore } from "@store";
import type { SignedUp } from "@data";
import { age, birthFault } from "../forms/birthDate";
import { handleFault } from "../forms/handle";
import { codeOf } from "../forms/problem";
import { handleRefusal } from "../forms/useHandleCheck";
import { usePasskeys } from "../forms/usePasskeys";
import { useServer } from "../forms/useServer";
import { BirthStep } from "./BirthStep";
import { CodesStep } from "./CodesStep";
import { forgetDraft, rememberTooYoung, useDraft, wasTooYoung, type Draft } from "./draft";
import { HandleStep } from "./HandleStep";
import { KeyStep } from "./KeyStep";
import { PictureStep } from "./PictureStep";
import { TooYoung } from "./TooYoung";

export type StepProps = {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  onNext: () => void;
  onBack: () => void;
};

type Step = "handle" | "birth" | "key";

/**
 * The way to an account: three questions, each with its address, then the recovery codes and a face. Who is too young for the server
 * is told after the second one; where the server has not said yet how old one must be, by its answer to the third.
 */
export function SignUp() {
  const [draft, change] = useDraft();
  const [step, go] = useStep(draft);
  const [, navigate] = useLocation();
  const server = useServer();
  const passkeys = usePasskeys(server);
  const [tooYoung, setTooYoung] = useState(wasTooYoung);
  const [account, setAccount] = useState<SignedUp>();
  const [codesKept, setCodesKept] = useState(false);
  const { api } = useStore();

  if (tooYoung) return <TooYoung minAge={server?.minAge} />;
  if (account && !codesKept) return <CodesStep handle={account.me.handle} codes={account.recoveryCodes} onNext={() => setCodesKept(true)} />;
  if (account) {
    return (
      <PictureStep
        me={account.me}
        save={(image, crop) => api.setAvatar(image, crop)}
        onDone={account.enter}
      />
    );
  }

  function refuseAge() {
    rememberTooYoung();
    setTooYoung(true);
  }

  function onRefused(cause: unknown): boolean {
    const reason = handleRefusal(cause);
    if (codeOf(cause) === "age") refuseAge();
    else if (reason === "taken" || reason === "confusable" || reason === "refused") {
      change({ refused: { handle: draft.handle, reason } });
      go("handle");
    } else return false;
    return true;
  }

  const props = { draft, change, onBack: () => window.history.back() };
  switch (step) {
    case "handle":
      return <HandleStep {...props} onBack={() => navigate("/welcome")} onNext={() => go("birth")} />;
    case "birth":
      return <BirthStep {...props} onNext={() => (server && age(draft.birth, new Date()) < server.minAge ? refuseAge() : go("key"))} />;
    case "key":
      return (
        <KeyStep
          {...props}
          onNext={() => undefined}
          passkeys={passkeys}
          onRefused={onRefused}
          onDone={(made) => {
            forgetDraft();
            setAccount(made);
          }}
        />
      );
  }
}

/** The step in the address, but never one ahead of what is known. */
function useStep(draft: Draft): [Step, (step: Step) => void] {
  const [, navigate] = useLocation();
  const asked = new URLSearchParams(useSearch()).get("step");
  const step = asked === "birth" || asked === "key" ? asked : "handle";
  const handleMissing = draft.handle === "" || handleFault(draft.handle) !== undefined;
  const birthMissing = birthFault(draft.birth, new Date()) !== undefined;
  const reached: Step = handleMissing ? "handle" : step === "key" && birthMissing ? "birth" : step;
  useEffect(() => {
    if (reached !== step) navigate(address(reached), { replace: true });
  }, [reached, step, navigate]);
  return [reached, (next) => navigate(address(next))];
}

function address(step: Step): string {
  return step === "handle" ? "/signup" : `/signup?step=${step}`;
}
