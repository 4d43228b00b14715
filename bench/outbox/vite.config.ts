import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  logLevel: 'warn',
  publicDir: false,
  build: {
    outDir: process.env.OUT_DIR ?? '',
    emptyOutDir: true,
    target: 'es2022',
    lib: { entry: 'page.ts', formats: ['es'], fileName: () => 'page.js' },
  },
});
