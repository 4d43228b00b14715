// What Gmail's page has before its scripts run, and what InboxSDK reads there.
(() => {
  const account = Number(/\/u\/(\d+)/.exec(location.pathname)?.[1] ?? 0);
  const accounts = window.practiceAccounts;
  const language = new URLSearchParams(location.search).get('hl') ?? 'en';
  const globals = [];
  globals[4] = `gmail.${language}.practice`;
  globals[9] = 'practice00';
  globals[10] = accounts[account] ?? accounts[0];
  globals[17] = [];
  window.GLOBALS = globals;
  window.GM_SPT_ENABLED = 'true';
  window.GM_ACTION_TOKEN = 'practice';
  window.gmonkey = {
    load: (_version, ready) => ready({ isConversationViewDisabled: () => false }),
    v2: { getCurrentThread: () => (window.practiceThread ? { getThreadId: () => window.practiceThread } : null) },
  };
  document.documentElement.lang = language;
  document.documentElement.classList.toggle('dark', new URLSearchParams(location.search).has('dark'));
})();
