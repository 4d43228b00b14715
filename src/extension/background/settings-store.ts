import { migrate, type Settings } from '../../core/settings';
import { readLocal, writeLocal } from '../browser-api';

const SETTINGS = 'settings';
/** Tokens by connection, apart from the settings so that no export and no page ever carries them. */
const SECRETS = 'secrets';

export type SettingsStore = ReturnType<typeof makeSettingsStore>;

/** Settings and secrets in `storage.local`. Changes are made one after the other. */
export function makeSettingsStore(onChange: () => void) {
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work);
    queue = result.catch(() => undefined);
    return result;
  };
  const read = async (): Promise<Settings> => migrate(await readLocal(SETTINGS));
  const readSecrets = async (): Promise<Record<string, string>> => ({
    ...((await readLocal(SECRETS)) as Record<string, string> | undefined),
  });

  return {
    read,
    change: (to: (settings: Settings) => Settings): Promise<Settings> =>
      inTurn(async () => {
        const settings = to(await read());
        await writeLocal(SETTINGS, settings);
        onChange();
        return settings;
      }),
    async secretOf(connectionId: string): Promise<string | null> {
      return (await readSecrets())[connectionId] ?? null;
    },
    keepSecret: (connectionId: string, secret: string | null): Promise<void> =>
      inTurn(async () => {
        const { [connectionId]: _, ...others } = await readSecrets();
        await writeLocal(SECRETS, secret === null ? others : { ...others, [connectionId]: secret });
      }),
  };
}
