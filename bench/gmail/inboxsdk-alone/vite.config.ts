import { defineConfig } from 'vite';
import { inboxSdk } from '../../../scripts/vite/inboxsdk.ts';

/** `--mode content` first, which empties the folder; then `--mode worker`. */
export default defineConfig(({ mode }) => ({
  root: import.meta.dirname,
  logLevel: 'warn',
  publicDir: false,
  plugins: [inboxSdk()],
  build: {
    outDir: process.env.OUT_DIR ?? '',
    emptyOutDir: mode === 'content',
    target: 'es2022',
    lib: { entry: `${mode}.js`, formats: ['iife'], name: 'bench', fileName: () => `${mode}.js` },
  },
}));
