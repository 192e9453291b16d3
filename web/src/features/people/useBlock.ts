import { useLingui } from "@lingui/react/macro";
import { confirm } from "@ui/confirm";
import { toast } from "@ui/toast";
import { problemText, useStore } from "@store";
import type { Profile } from "@data";
import { nameOf } from "./names";

/** Blocking, which asks first and says what it does, and the way back, which needs no question. */
export function useBlock(onChange: () => void) {
  const { t } = useLingui();
  const store = useStore();

  async function run(change: () => Promise<void>, done: string) {
    try {
      await change();
      toast(done);
      onChange();
    } catch (cause) {
      toast(problemText(cause));
    }
  }

  return {
    async block(person: Profile) {
      const name = nameOf(person);
      const sure = await confirm({
        title: t`Block ${name}?`,
        body: t`They can no longer write to you, find you or see when you are here, and you won’t see them either. They are not told. What you have written to each other stays.`,
        action: t`Block`,
        danger: true,
      });
      if (sure) await run(() => store.block(person.id), t`${name} is blocked`);
    },
    async unblock(person: Profile) {
      const name = nameOf(person);
      await run(() => store.unblock(person.id), t`${name} is no longer blocked`);
    },
  };
}
