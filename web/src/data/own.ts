/** The person's own settings. */
import type { Api } from "./api";
import type { Session } from "./session";
import type { Own } from "./store";

/** Each change keeps the session up to date. */
export function createOwn(api: Api, session: Session): Own {
  return {
    update: async (fields) => session.setMe(await api.updateMe(fields)),
    setAvatar: async (image, crop) => session.setMe(await api.setAvatar(image, crop)),
    removeAvatar: async () => session.setMe(await api.removeAvatar()),
    setPrivacy: async (change) => session.setPrivacy(await api.updatePrivacy(change)),
    refresh: () => session.confirm(),
  };
}
