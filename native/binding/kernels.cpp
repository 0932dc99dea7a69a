#include "kernels.h"

#include <algorithm>
#include <cmath>

#include "../core/deskew_points.h"
#include "../core/extract_points.h"
#include "../core/normalize_image.h"
#include "../core/prepare_image.h"
#include "../core/project_to_ground.h"
#include "../core/project_to_range_image.h"
#include "../core/resize_image.h"
#include "../core/thin_points.h"
#include "../core/transform_points.h"

namespace saccade::binding {
namespace {

/// Far more than any sensor has, and little enough that products of two stay exact.
constexpr double kMost = 1 << 30;

void Require(const Napi::CallbackInfo& info, bool is_right, const char* expected) {
  if (!is_right) throw Napi::TypeError::New(info.Env(), std::string("expected ") + expected);
}

double NumberAt(const Napi::CallbackInfo& info, std::size_t place) {
  Require(info, info[place].IsNumber(), "a number");
  return info[place].As<Napi::Number>().DoubleValue();
}

std::int64_t WholeAt(const Napi::CallbackInfo& info, std::size_t place, double least) {
  const double number = NumberAt(info, place);
  Require(info, number >= least && number <= kMost && number == std::floor(number),
          "a whole number that is not too large");
  return static_cast<std::int64_t>(number);
}

std::size_t SizeAt(const Napi::CallbackInfo& info, std::size_t place, double least = 0) {
  return static_cast<std::size_t>(WholeAt(info, place, least));
}

template <typename T>
constexpr napi_typedarray_type kTypeOf = napi_uint8_array;
template <>
constexpr napi_typedarray_type kTypeOf<float> = napi_float32_array;
template <>
constexpr napi_typedarray_type kTypeOf<double> = napi_float64_array;
template <>
constexpr napi_typedarray_type kTypeOf<std::uint16_t> = napi_uint16_array;
template <>
constexpr napi_typedarray_type kTypeOf<std::uint32_t> = napi_uint32_array;
template <>
constexpr napi_typedarray_type kTypeOf<std::uint64_t> = napi_biguint64_array;

/// The memory of a typed array, shared or not; empty once it is detached.
template <typename T>
std::span<T> SpanAt(const Napi::CallbackInfo& info, std::size_t place) {
  Require(info, info[place].IsTypedArray(), "a typed array");
  napi_typedarray_type type = napi_int8_array;
  std::size_t length = 0;
  void* data = nullptr;
  const napi_status status = napi_get_typedarray_info(info.Env(), info[place], &type, &length, &data,
                                                      nullptr, nullptr);
  Require(info, status == napi_ok && type == kTypeOf<T>, "a typed array of the kernel's type");
  return {static_cast<T*>(data), data == nullptr ? 0 : length};
}

/// (points, rows, columns, fovUpRad, fovDownRad, minRangeM, maxRangeM, range, intensity, scratch, rowEdgesRad,
/// rings, isLowestRingFirst) → counts; no edges and no rings are arrays without elements.
Napi::Value ProjectToRangeImage(const Napi::CallbackInfo& info) {
  const auto points = SpanAt<float>(info, 0);
  const core::RangeImageSpec spec{static_cast<std::int32_t>(WholeAt(info, 1, 1)),
                                  static_cast<std::int32_t>(WholeAt(info, 2, 1)),
                                  NumberAt(info, 3),
                                  NumberAt(info, 4),
                                  NumberAt(info, 5),
                                  NumberAt(info, 6),
                                  SpanAt<double>(info, 10),
                                  SpanAt<std::uint16_t>(info, 11),
                                  info[12].ToBoolean()};
  Require(info, spec.rows <= 4096 && spec.columns <= 16384, "at most 4096 rows, 16384 columns");
  Require(info, std::fabs(spec.fov_up_rad) < 2 && std::fabs(spec.fov_down_rad) < 2, "a view");
  Require(info, spec.fov_up_rad - spec.fov_down_rad >= 1e-6, "a view that is not empty");
  Require(info, spec.min_range_m < spec.max_range_m, "a range that is not empty");
  const auto range = SpanAt<float>(info, 7);
  const auto intensity = SpanAt<float>(info, 8);
  const auto pixels = static_cast<std::size_t>(spec.rows) * static_cast<std::size_t>(spec.columns);
  Require(info, points.size() % 4 == 0 && points.size() >> 32 == 0, "four numbers a point");
  Require(info, range.size() == pixels && intensity.size() == pixels, "as many pixels as the view");
  const auto scratch = SpanAt<std::uint64_t>(info, 9);
  Require(info,
          scratch.size() >= core::ScratchSize(static_cast<std::size_t>(spec.rows),
                                              static_cast<std::size_t>(spec.columns)),
          "a whole scratch");
  const auto edges = spec.row_edges_rad;
  Require(info, edges.empty() || edges.size() == static_cast<std::size_t>(spec.rows) + 1,
          "an edge more than rows");
  Require(info, std::is_sorted(edges.rbegin(), edges.rend()), "edges from the top down");
  Require(info, spec.rings.empty() || spec.rings.size() == points.size() / 4, "a ring a point");
  const core::ProjectionCounts counts =
      core::ProjectToRangeImage(points, spec, range, intensity, scratch);
  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("kept", counts.kept);
  result.Set("occluded", counts.occluded);
  result.Set("nonFinite", counts.non_finite);
  result.Set("tooNear", counts.too_near);
  result.Set("tooFar", counts.too_far);
  result.Set("outsideFov", counts.outside_fov);
  return result;
}

/// (data, width, height, pointStep, rowStep, isBigEndian, fields, points); `fields` is a Uint32Array with an
/// offset and a type for each.
void ExtractPoints(const Napi::CallbackInfo& info) {
  const auto data = SpanAt<std::uint8_t>(info, 0);
  const core::PointLayout layout{SizeAt(info, 1), SizeAt(info, 2), SizeAt(info, 3, 1),
                                 SizeAt(info, 4), info[5].ToBoolean()};
  const auto given = SpanAt<std::uint32_t>(info, 6);
  Require(info, given.size() == 6 || given.size() == 8, "three fields or four");
  std::array<core::PointField, 4> fields{};
  const std::size_t count = given.size() / 2;
  for (std::size_t i = 0; i < count; ++i) {
    Require(info, given[2 * i + 1] <= 7, "a type from 0 to 7");
    fields[i] = {given[2 * i], static_cast<core::ElementType>(given[2 * i + 1])};
    Require(info, fields[i].offset + core::SizeOf(fields[i].type) <= layout.point_step,
            "fields within the point");
  }
  const auto points = SpanAt<float>(info, 7);
  Require(info, layout.width * layout.height * 4 == points.size(), "four numbers a point");
  const bool is_empty = points.empty();
  Require(info,
          is_empty || (layout.height - 1) * layout.row_step + layout.width * layout.point_step <=
                          data.size(),
          "as many bytes as the layout has");
  core::ExtractPoints(data, layout, {fields.data(), count}, points);
}

/// Arguments 0 to 9: data, step, pixelBytes, red, green, blue, left, top, boxWidth, boxHeight.
struct Cut {
  core::PixelSource source;
  core::PixelBox box;
};

Cut CutAt(const Napi::CallbackInfo& info) {
  const core::PixelSource source{SpanAt<std::uint8_t>(info, 0), SizeAt(info, 1), SizeAt(info, 2, 1),
                                 {SizeAt(info, 3), SizeAt(info, 4), SizeAt(info, 5)}};
  Require(info, source.pixel_bytes <= 4, "at most four bytes a pixel");
  for (const std::size_t place : source.places) {
    Require(info, place < source.pixel_bytes, "colours within the pixel");
  }
  const core::PixelBox box{SizeAt(info, 6), SizeAt(info, 7), SizeAt(info, 8, 1), SizeAt(info, 9, 1)};
  Require(info, box.width <= core::kWidestBox && box.height <= core::kTallestBox, "a smaller box");
  const std::size_t row_end = (box.left + box.width) * source.pixel_bytes;
  Require(info, row_end <= source.step || box.height == 1, "a box within the rows");
  Require(info, (box.top + box.height - 1) * source.step + row_end <= source.data.size(),
          "a box within the bytes");
  return {source, box};
}

/// (…cut, width, height, out)
void ResizeImage(const Napi::CallbackInfo& info) {
  const Cut cut = CutAt(info);
  const std::size_t width = SizeAt(info, 10, 1);
  const std::size_t height = SizeAt(info, 11, 1);
  const auto out = SpanAt<std::uint8_t>(info, 12);
  Require(info, out.size() % 3 == 0 && out.size() / 3 == width * height, "three bytes a pixel");
  core::ResizeImage(cut.source, cut.box, width, height, out);
}

template <typename Value>
void PrepareInto(const Napi::CallbackInfo& info) {
  const Cut cut = CutAt(info);
  const std::size_t width = SizeAt(info, 10, 1);
  const std::size_t height = SizeAt(info, 11, 1);
  const core::ImageChange<Value> change{SpanAt<Value>(info, 12), WholeAt(info, 13, -kMost),
                                        WholeAt(info, 14, -kMost), info[15].ToBoolean()};
  const auto out = SpanAt<Value>(info, 16);
  const std::size_t offset = SizeAt(info, 17);
  Require(info, width <= core::kWidestBox && height <= core::kTallestBox, "a smaller image");
  Require(info, change.tables.size() == 768, "256 values for each of three colours");
  const std::size_t count = width * height * 3;
  Require(info, offset <= out.size() && out.size() - offset >= count, "room in the output");
  core::PrepareImage<Value>(cut.source, cut.box, width, height, change, out.subspan(offset, count));
}

/// (…cut, width, height, tables, shiftRows, shiftColumns, isPlanar, out, offset); tables and out are Float32Array, or
/// Uint16Array with the bits of float16.
void PrepareImage(const Napi::CallbackInfo& info) {
  const bool is_half = info[16].IsTypedArray() &&
                       info[16].As<Napi::TypedArray>().TypedArrayType() == napi_uint16_array;
  if (is_half) PrepareInto<std::uint16_t>(info);
  else PrepareInto<float>(info);
}

/// (pixels, height, width, tables, shiftRows, shiftColumns, isPlanar, out, offset)
void NormalizeImage(const Napi::CallbackInfo& info) {
  const auto pixels = SpanAt<std::uint8_t>(info, 0);
  const std::size_t height = SizeAt(info, 1, 1);
  const std::size_t width = SizeAt(info, 2, 1);
  const core::ImageChange<float> change{SpanAt<float>(info, 3), WholeAt(info, 4, -kMost),
                                 WholeAt(info, 5, -kMost), info[6].ToBoolean()};
  const auto out = SpanAt<float>(info, 7);
  const std::size_t offset = SizeAt(info, 8);
  Require(info, change.tables.size() == 768, "256 values for each of three colours");
  Require(info, pixels.size() % 3 == 0 && pixels.size() / 3 == width * height,
          "three bytes a pixel");
  Require(info, offset <= out.size() && out.size() - offset >= pixels.size(), "room in the output");
  core::NormalizeImage(pixels, height, width, change, out.subspan(offset, pixels.size()));
}

/// (points, rows, columns, minXM, maxXM, minYM, maxYM, minZM, maxZM, height, intensity, count) → counts
Napi::Value ProjectToGround(const Napi::CallbackInfo& info) {
  const auto points = SpanAt<float>(info, 0);
  const core::GroundSpec spec{SizeAt(info, 1, 1), SizeAt(info, 2, 1), NumberAt(info, 3),
                              NumberAt(info, 4),  NumberAt(info, 5),  NumberAt(info, 6),
                              NumberAt(info, 7),  NumberAt(info, 8)};
  Require(info, spec.rows <= 16384 && spec.columns <= 16384, "at most 16384 rows and columns");
  Require(info,
          spec.min_x_m < spec.max_x_m && spec.min_y_m < spec.max_y_m && spec.min_z_m < spec.max_z_m,
          "a box that is not empty");
  const core::GroundGrid grid{SpanAt<float>(info, 9), SpanAt<float>(info, 10),
                              SpanAt<std::uint32_t>(info, 11)};
  const std::size_t cells = spec.rows * spec.columns;
  Require(info, points.size() % 4 == 0 && points.size() >> 32 == 0, "four numbers a point");
  Require(info,
          grid.height.size() == cells && grid.intensity.size() == cells && grid.count.size() == cells,
          "as many cells as the grid");
  const core::GroundCounts counts = core::ProjectToGround(points, spec, grid);
  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("kept", counts.kept);
  result.Set("nonFinite", counts.non_finite);
  result.Set("outside", counts.outside);
  return result;
}

/// (points, voxelM, keys, places, sums, counts, out) → counts
Napi::Value ThinPoints(const Napi::CallbackInfo& info) {
  const auto points = SpanAt<float>(info, 0);
  const double voxel_m = NumberAt(info, 1);
  const core::ThinScratch scratch{SpanAt<std::uint64_t>(info, 2), SpanAt<std::uint32_t>(info, 3),
                                  SpanAt<double>(info, 4), SpanAt<std::uint32_t>(info, 5)};
  const auto out = SpanAt<float>(info, 6);
  Require(info, voxel_m > 0, "a size");
  Require(info, points.size() % 4 == 0 && points.size() >> 32 == 0, "four numbers a point");
  Require(info, out.size() == points.size(), "as much room as points");
  const std::size_t count = points.size() / 4;
  const std::size_t table = core::ThinTableSize(count);
  Require(info,
          scratch.keys.size() >= table && scratch.places.size() >= table &&
              scratch.sums.size() >= points.size() && scratch.counts.size() >= count,
          "a scratch for as many points");
  const core::ThinCounts counts = core::ThinPoints(points, voxel_m, scratch, out);
  Napi::Object result = Napi::Object::New(info.Env());
  result.Set("voxels", counts.voxels);
  result.Set("nonFinite", counts.non_finite);
  result.Set("outside", counts.outside);
  return result;
}

/// (points, pose, out)
void TransformPoints(const Napi::CallbackInfo& info) {
  const auto points = SpanAt<float>(info, 0);
  const auto pose = SpanAt<double>(info, 1);
  const auto out = SpanAt<float>(info, 2);
  Require(info, points.size() % 4 == 0 && out.size() == points.size(), "as much room as points");
  Require(info, pose.size() == 12, "a pose of 3 × 4");
  core::TransformPoints(points, pose, out);
}

/// (points, timesS, startS, endS, poses, out)
void DeskewPoints(const Napi::CallbackInfo& info) {
  const auto points = SpanAt<float>(info, 0);
  const auto times = SpanAt<float>(info, 1);
  const core::Trajectory trajectory{NumberAt(info, 2), NumberAt(info, 3), SpanAt<double>(info, 4)};
  const auto out = SpanAt<float>(info, 5);
  Require(info, points.size() == 4 * times.size() && out.size() == points.size(), "a time a point");
  Require(info, trajectory.poses.size() >= 24 && trajectory.poses.size() % 12 == 0, "two poses");
  Require(info, trajectory.start_s < trajectory.end_s, "a start before the end");
  core::DeskewPoints(points, times, trajectory, out);
}

}  // namespace

Napi::Object KernelsOf(Napi::Env env) {
  Napi::Object kernels = Napi::Object::New(env);
  kernels.Set("projectToRangeImage", Napi::Function::New(env, ProjectToRangeImage));
  kernels.Set("extractPoints", Napi::Function::New(env, ExtractPoints));
  kernels.Set("resizeImage", Napi::Function::New(env, ResizeImage));
  kernels.Set("normalizeImage", Napi::Function::New(env, NormalizeImage));
  kernels.Set("prepareImage", Napi::Function::New(env, PrepareImage));
  kernels.Set("projectToGround", Napi::Function::New(env, ProjectToGround));
  kernels.Set("thinPoints", Napi::Function::New(env, ThinPoints));
  kernels.Set("transformPoints", Napi::Function::New(env, TransformPoints));
  kernels.Set("deskewPoints", Napi::Function::New(env, DeskewPoints));
  return kernels;
}

}  // namespace saccade::binding
