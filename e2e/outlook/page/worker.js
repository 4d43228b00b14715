self.onmessage = async ({ data: { id, url, init } }) => {
  try {
    const response = await fetch(url, init);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    self.postMessage({ id, answer: await response.json() });
  } catch (error) {
    self.postMessage({ id, error: String(error) });
  }
};
