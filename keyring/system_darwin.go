package keyring

const systemName = "the macOS Keychain"
