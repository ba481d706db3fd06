//go:build !purego

#include "go_asm.h"
#include "textflag.h"

// The whole 8×8 state is one register, row after row: a row is a quadword, its
// first column in the lowest byte. Z0 to Z3 hold the S-box, Z4 the permutation
// ShiftColumns, Z5, Z6, Z7 the bit matrices that multiply by 2, 4 and 8, Z8 to Z17
// the round constants, Z29 the permutation that turns rows by one byte.
//
// Shuffles share two of the execution units and turns and matrices two others on
// the processors seen; MIX gives both the same to do.

// SUBSHIFT replaces x by its substituted and shifted bytes. VPERMI2B looks up 128
// values; the top bit of the index, gone into k, says which of two halves holds.
#define SUBSHIFT(x, y, k) \
	VPERMB    x, Z4, x; \
	VMOVDQA64 x, y; \
	VPMOVB2M  x, k; \
	VPERMI2B  Z3, Z2, y; \
	VPERMI2B  Z1, Z0, x; \
	VMOVDQU8  y, k, x

// MIX replaces x by x·cir(1, 1, 4, 1, 8, 5, 2, 9) ^ key. With R for a turn by one
// column and y = x ^ R³x that is
// y ^ Rx ^ R⁵x ^ R⁷x ^ 2·R⁶x ^ 4·R²y ^ 8·R⁴y ^ key.
#define MIX(x, y, a, b, c, d, key) \
	VPROLQ         $24, x, a; \
	VGF2P8AFFINEQB $0, Z5, x, d; \
	VPSHUFB        Z29, x, b; \
	VPROLQ         $40, x, c; \
	VPXORQ         x, a, y; \
	VPROLQ         $48, d, d; \
	VPROLQ         $56, x, x; \
	VPTERNLOGQ     $0x96, b, c, x; \
	VGF2P8AFFINEQB $0, Z6, y, a; \
	VGF2P8AFFINEQB $0, Z7, y, b; \
	VPTERNLOGQ     $0x96, key, d, x; \
	VPROLQ         $16, a, a; \
	VPROLQ         $32, b, b; \
	VPXORQ         y, x, x; \
	VPTERNLOGQ     $0x96, a, b, x

// ROUND is one round of the key, Z20, and of the text, Z24, under it.
#define ROUND(constant) \
	SUBSHIFT(Z20, Z21, K1); \
	SUBSHIFT(Z24, Z25, K2); \
	MIX(Z20, Z21, Z22, Z23, Z19, Z30, constant); \
	MIX(Z24, Z25, Z26, Z27, Z31, Z28, Z20)

// func compressVector(s *state, p *byte, blocks int, c *constants)
TEXT ·compressVector(SB), NOSPLIT, $0-32
	MOVQ s+0(FP), DI
	MOVQ p+8(FP), SI
	MOVQ blocks+16(FP), CX
	MOVQ c+24(FP), DX

	VMOVDQU64    constants_box+0(DX), Z0
	VMOVDQU64    constants_box+64(DX), Z1
	VMOVDQU64    constants_box+128(DX), Z2
	VMOVDQU64    constants_box+192(DX), Z3
	VMOVDQU64    constants_shift(DX), Z4
	VMOVDQU64    constants_turn(DX), Z29
	VPBROADCASTQ constants_times+0(DX), Z5
	VPBROADCASTQ constants_times+8(DX), Z6
	VPBROADCASTQ constants_times+16(DX), Z7
	VMOVQ        constants_keys+0(DX), X8 // the other rows of a constant are zero
	VMOVQ        constants_keys+8(DX), X9
	VMOVQ        constants_keys+16(DX), X10
	VMOVQ        constants_keys+24(DX), X11
	VMOVQ        constants_keys+32(DX), X12
	VMOVQ        constants_keys+40(DX), X13
	VMOVQ        constants_keys+48(DX), X14
	VMOVQ        constants_keys+56(DX), X15
	VMOVQ        constants_keys+64(DX), X16
	VMOVQ        constants_keys+72(DX), X17
	VMOVDQU64    (DI), Z18

block:
	VMOVDQA64 Z18, Z20
	VPXORQ    (SI), Z18, Z24
	VMOVDQA64 Z24, Z18
	ROUND(Z8)
	ROUND(Z9)
	ROUND(Z10)
	ROUND(Z11)
	ROUND(Z12)
	ROUND(Z13)
	ROUND(Z14)
	ROUND(Z15)
	ROUND(Z16)
	ROUND(Z17)
	VPXORQ    Z24, Z18, Z18
	ADDQ      $64, SI
	DECQ      CX
	JNZ       block

	VMOVDQU64 Z18, (DI)
	VZEROUPPER
	RET
