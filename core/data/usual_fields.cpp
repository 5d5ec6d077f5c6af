#include "data/usual_fields.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

namespace ghost::data {
namespace {

/// The likely ones first: a table may have several.
const std::vector<std::string_view>& usualNames(FieldRole role) {
  static const std::map<FieldRole, std::vector<std::string_view>> all{
      {FieldRole::User, {"user", "userid", "uid", "reviewerid", "customerid", "memberid", "visitorid", "username", "sessionid", "session"}},
      {FieldRole::Item, {"item", "itemid", "iid", "parentasin", "asin", "productid", "movieid", "businessid", "bookid", "isbn", "videoid", "trackid", "songid", "artistid", "newsid", "articleid",
                         "poiid", "venueid", "placeid", "locationid", "gmapid", "appid", "gameid", "animeid", "recipeid", "sid"}},
      {FieldRole::Time, {"time", "timestamp", "ts", "date", "datetime", "unixreviewtime", "unixtime", "unixtimestamp", "createdat", "eventtime", "reviewtime", "dateadded", "checkintime", "utctime"}},
      {FieldRole::Rating, {"rating", "score", "overall", "stars", "bookrating", "userrating", "reviewscore", "reviewoverall"}},
      {FieldRole::Title, {"title", "itemtitle", "producttitle", "movietitle", "booktitle", "name", "itemname", "productname", "businessname", "appname"}},
      {FieldRole::Description, {"description", "itemdescription", "productdescription", "desc", "abstract", "overview", "plot"}},
      {FieldRole::Categories, {"categories", "category", "genres", "genre", "itemcategory"}},
      {FieldRole::Brand, {"brand", "store", "manufacturer", "publisher", "developer", "author", "bookauthor"}}};
  return all.at(role);
}

std::string bare(std::string_view name) {
  std::string letters;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') letters += static_cast<char>(c - 'A' + 'a');
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80) letters += c;
  }
  return letters;
}

int placeOf(std::span<const std::string> names, std::string_view wanted) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (bare(names[i]) == wanted) return static_cast<int>(i);
  return -1;
}

}  // namespace

int usualField(std::span<const std::string> names, FieldRole role) {
  for (const auto wanted : usualNames(role))
    if (const int place = placeOf(names, wanted); place >= 0) return place;
  return -1;
}

int usualItemId(std::span<const std::string> names) {
  const int place = usualField(names, FieldRole::Item);
  return place >= 0 ? place : placeOf(names, "id");
}

int usualRank(std::string_view name, FieldRole role) {
  const auto& names = usualNames(role);
  const auto found = std::find(names.begin(), names.end(), bare(name));
  return found == names.end() ? -1 : static_cast<int>(found - names.begin());
}

}  // namespace ghost::data
