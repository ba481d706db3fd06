package keyring

const systemName = "Windows Credential Manager"
