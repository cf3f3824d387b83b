// Old syntax on purpose: this file must still run on the Node that it refuses.
var wanted = [20, 19, 0];

function isSupported(version) {
  var parts = version.replace(/^v/, "").split(".").map(Number);
  if (parts[0] !== wanted[0]) return parts[0] > wanted[0];
  if (parts[1] !== wanted[1]) return parts[1] > wanted[1];
  return parts[2] >= wanted[2];
}

if (!isSupported(process.version)) {
  console.error(
    "Evergreen needs Node " +
      wanted.join(".") +
      " or newer; this is " +
      process.version +
      " (" +
      process.execPath +
      ").",
  );
  console.error("Install a current one, for example with https://nodejs.org/en/download or `nvm install 22`.");
  process.exit(1);
}

module.exports = { isSupported: isSupported };
