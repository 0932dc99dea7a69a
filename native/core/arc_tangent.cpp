// After fdlibm's s_atan.c and e_atan2.c:
//
// Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
//
// Developed at SunSoft, a Sun Microsystems, Inc. business.
// Permission to use, copy, modify, and distribute this
// software is freely granted, provided that this notice
// is preserved.

#include "arc_tangent.h"

#include <bit>
#include <cmath>
#include <cstdint>

namespace saccade::core {
namespace {

constexpr double kPi = 3.14159265358979311600e+00;
constexpr double kPiLow = 1.2246467991473531772e-16;
constexpr double kHalfPi = 1.5707963267948965580e+00;

std::int32_t HighWord(double x) noexcept {
  return static_cast<std::int32_t>(std::bit_cast<std::uint64_t>(x) >> 32);
}

/// Of x ≥ 0, not NaN. The order of the operations is the one that gives V8's bits.
double ArcTangent(double x) noexcept {
  static constexpr double kHigh[] = {4.63647609000806093515e-01, 7.85398163397448278999e-01,
                                     9.82793723247329054082e-01, 1.57079632679489655800e+00};
  static constexpr double kLow[] = {2.26987774529616870924e-17, 3.06161699786838301793e-17,
                                    1.39033110312309984516e-17, 6.12323399573676603587e-17};
  static constexpr double kT[] = {3.33333333333329318027e-01,  -1.99999999998764832476e-01,
                                  1.42857142725034663711e-01,  -1.11111104054623557880e-01,
                                  9.09088713343650656196e-02,  -7.69187620504482999495e-02,
                                  6.66107313738753120669e-02,  -5.83357013379057348645e-02,
                                  4.97687799461593236017e-02,  -3.65315727442169155270e-02,
                                  1.62858201153657823623e-02};
  const std::int32_t size = HighWord(x);
  if (size >= 0x44100000) return kHigh[3] + kLow[3];  // 2^66 and more
  int part = -1;
  if (size < 0x3fdc0000) {                 // under 7/16
    if (size < 0x3e400000) return x;       // under 2^-27
  } else if (size < 0x3fe60000) {          // under 11/16
    part = 0;
    x = (2.0 * x - 1.0) / (2.0 + x);
  } else if (size < 0x3ff30000) {          // under 19/16
    part = 1;
    x = (x - 1.0) / (x + 1.0);
  } else if (size < 0x40038000) {          // under 39/16
    part = 2;
    x = (x - 1.5) / (1.0 + 1.5 * x);
  } else {
    part = 3;
    x = -1.0 / x;
  }
  const double z = x * x;
  const double w = z * z;
  const double even =
      z * (kT[0] + w * (kT[2] + w * (kT[4] + w * (kT[6] + w * (kT[8] + w * kT[10])))));
  const double odd = w * (kT[1] + w * (kT[3] + w * (kT[5] + w * (kT[7] + w * kT[9]))));
  if (part < 0) return x - x * (even + odd);
  return kHigh[part] - ((x * (even + odd) - kLow[part]) - x);
}

}  // namespace

double ArcTangent2(double y, double x) noexcept {
  const bool is_left = std::signbit(x);
  if (y == 0) return is_left ? std::copysign(kPi, y) : y;
  if (x == 0) return std::copysign(kHalfPi, y);
  const std::int32_t apart =
      ((HighWord(y) & 0x7fffffff) - (HighWord(x) & 0x7fffffff)) >> 20;
  double angle = 0;
  if (apart > 60) {
    return std::copysign(kHalfPi + 0.5 * kPiLow, y);
  }
  if (!is_left || apart >= -60) angle = ArcTangent(std::fabs(y / x));
  if (!is_left) return std::copysign(angle, y);
  return std::signbit(y) ? (angle - kPiLow) - kPi : kPi - (angle - kPiLow);
}

}  // namespace saccade::core
