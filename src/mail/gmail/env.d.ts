// What the build hands in; `vite/client` would bring Node's types into page code.
interface ImportMetaEnv {
  readonly VITE_INBOXSDK_APP_ID?: string;
}
interface ImportMeta {
  readonly env: ImportMetaEnv;
}
