/** How an endpoint lists this browser among the user's devices. */
export function deviceName(): string {
  const agent = globalThis.navigator?.userAgent ?? '';
  const browser = /(Edg|Firefox|Chrome)\//.exec(agent)?.[1]?.replace('Edg', 'Edge') ?? 'Browser';
  const system = /(Windows|Mac OS X|Android|CrOS|Linux)/.exec(agent)?.[1]?.replace('Mac OS X', 'macOS').replace('CrOS', 'ChromeOS');
  return system ? `${browser}, ${system}` : browser;
}
