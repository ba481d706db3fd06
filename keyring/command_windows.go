package keyring

const shellName, shellFlag = "cmd", "/C"
