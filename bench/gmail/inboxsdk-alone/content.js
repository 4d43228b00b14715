import * as InboxSDK from '@inboxsdk/core';

// As little as an extension on the SDK can do: it loads, and hears of each compose window.
InboxSDK.load(2, 'sdk_threadline_bench', { eventTracking: false, globalErrorLogging: false }).then((sdk) => {
  sdk.Compose.registerComposeViewHandler(() => {});
});
