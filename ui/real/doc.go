// Package real holds no code of the product. Its tests run the program as it is
// built inside the real parts that people have around it: OpenSSH on loopback,
// with tmux as the terminal outside. Where a part is missing they skip and say
// which; ONEFM_REAL=require makes that a failure.
package real
