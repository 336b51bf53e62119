// Ends with one line on a Node that this project was not made for. Plain JavaScript, so that an old Node can say it:
// npm scripts preload it, since Node 20 cannot even parse the programs.

const MAJOR = 24;
const major = Number(process.versions.node.split('.')[0]);
if (major !== MAJOR) {
  process.stderr.write(
    `ERR_PREQUAL_NODE: Node ${process.versions.node} is not Node ${MAJOR}; run through npm (npm ci; npm start), which brings its own\n`,
  );
  process.exit(2);
}
