// Read by `python -m lab.sdks`, which says where the document stands and where to write.
export default {
  input: process.env.DOCUMENT,
  output: { path: process.env.OUTPUT, postProcess: [], module: { extension: '.js' } },
  plugins: ['@hey-api/typescript', '@hey-api/sdk', '@hey-api/client-fetch'],
};
