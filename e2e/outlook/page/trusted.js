// Outlook owns the default policy, and its page dies if somebody made one before it.
if (window.trustedTypes) {
  if (trustedTypes.defaultPolicy) throw new Error('Somebody else made the default Trusted Types policy');
  trustedTypes.createPolicy('default', { createHTML: (markup) => markup, createScriptURL: (url) => url });
}
