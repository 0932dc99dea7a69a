/// atan2 to the same bits as `Math.atan2` of V8, which is fdlibm's too.
#pragma once

namespace saccade::core {

/// The angle of (x, y) in radians, −π to π. Precondition: both are finite.
double ArcTangent2(double y, double x) noexcept;

}  // namespace saccade::core
