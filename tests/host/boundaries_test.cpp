// Whether a recipe says where each of its fields ends: what is called proved is tried out on all small records.
#include "host/format/boundaries.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/reading.hpp"

#include <map>
#include <random>
#include <string>

#include <fmt/format.h>

namespace hmacsweep::tests {
namespace {

format::Shape shape_with(std::string_view text) {
    format::Shape shape;
    Result<format::Recipe> recipe = format::parse_recipe(text);
    REQUIRE(recipe);
    shape.recipe = std::move(*recipe);
    shape.default_key_id = "k";
    shape.default_algorithm = Algorithm::HmacSha256;
    shape.mac_encoding = Encoding::Hex;
    return shape;
}

std::vector<std::string> unproved(std::string_view recipe) {
    return format::unproved_boundaries(shape_with(recipe), true);
}

using Names = std::vector<std::string>;

/// The fields that a line is read as, by a template, and what its recipe leaves open.
Names unproved_of_line(std::string_view line, std::string_view recipe) {
    format::Shape shape = shape_with(recipe);
    shape.format = format::InputFormat::Lines;
    const Result<format::Pattern> pattern = format::parse_pattern(line);
    REQUIRE(pattern);
    Result<format::LineTemplate> made = format::make_line_template(*pattern, "Message");
    REQUIRE(made);
    shape.line = std::move(*made);
    for (format::RecipeName& part : shape.recipe.names) {
        const auto found = std::ranges::find(shape.line.names, part.name);
        part.column = static_cast<std::uint32_t>(found - shape.line.names.begin());
    }
    return format::unproved_boundaries(shape, true);
}

/// All texts of up to three of these bytes.
Names all_texts(std::string_view bytes, std::size_t longest = 3) {
    Names texts{""};
    for (std::size_t i = 0; i < texts.size(); ++i) {
        for (const char byte : bytes) {
            if (texts[i].size() < longest) {
                texts.push_back(texts[i] + byte);
            }
        }
    }
    return texts;
}

/// Whether two records with other texts in a or b have one message.
bool has_collision(std::string_view recipe) {
    static const Names texts = all_texts("1-.a");
    LineReader read(shape_with(recipe));
    std::map<std::string, std::string> messages;
    for (const std::string& a : texts) {
        for (const std::string& b : texts) {
            const std::string line = fmt::format(R"({{"a":"{}","b":"{}","Mac":"00"}})", a, b);
            const reader::Record& record = read(line);
            if (record.is_malformed()) {
                continue;
            }
            const auto [place, is_new] = messages.emplace(as_text(record.message), line);
            if (!is_new) {
                INFO(recipe << ": " << place->second << " and " << line);
                return true;
            }
        }
    }
    return false;
}

}    // namespace

TEST_CASE("a recipe that does not say where a field ends is told, with the fields between which text can move") {
    CHECK(unproved("{id}|{payload}") == Names{"id", "payload"});
    CHECK(unproved("orders|{id}|{payload}") == Names{"id", "payload"});
    CHECK(unproved("{a}{b}{c:int}") == Names{"a", "b", "c"});
    CHECK(unproved("{t:int}.{id}.{body}") == Names{"id", "body"});
    CHECK(unproved("{a:no(|)}.{b}") == Names{"a", "b"});
    CHECK(unproved("{a:hex}.{b}") == Names{"a", "b"});
    CHECK(unproved("{a:int?none.}.{b}") == Names{"a", "b"});
    CHECK(unproved("{a}-{b:int}") == Names{"a", "b"});
    CHECK(unproved("{a:len}{a}") == Names{"a", "a"});
    CHECK(unproved("{a:len}:{a:hex}{b}") == Names{"a", "b"});
    CHECK(unproved("{raw}{id}") == Names{"raw", "id"});
}

TEST_CASE("lengths, integers, texts without what follows them and another record's MAC say where a field ends") {
    for (const char* const recipe :
         {"{payload}", "orders|{payload}|", "{t:int}.{body}", "v0:{t:int}:{body}", "{id:no(.)}.{t:int}.{body}",
          "{body}.{t:int}", "{payload:len}:{payload}{more}", "{a:len},{b:len},{a}{b}", "{a:int?}.{b}",
          "{a:no(.)?none}.{b}", "{raw:len}:{raw}{id}", "{prev.Mac}|{text}", "{text}{prev.Mac:hex}", "{x:no(|\x1f)}|{y}",
          "json-without:a"}) {
        CAPTURE(recipe);
        CHECK(unproved(recipe).empty());
    }
    CHECK(format::unproved_boundaries(shape_with("{prev.Mac}|{text}"), false) == Names{"prev.Mac", "text"});
}

TEST_CASE("a part of a line ends where the line's own literal stands, if the message has it there, too") {
    CHECK(unproved_of_line("{Header}.{Payload}.{Mac}", "{Header}.{Payload}").empty());
    CHECK(unproved_of_line("{time} {user} {Message...} hmac={Mac}", "{time} {user} {Message}").empty());
    CHECK(unproved_of_line("{time} {user} {Message...} hmac={Mac}", "{time}|{user}|{Message}") ==
          Names{"time", "user", "Message"});
    CHECK(unproved_of_line("{time} {user} {Message...} hmac={Mac}", "{Message} {user}") == Names{"Message", "user"});
    CHECK(unproved_of_line("{text...} by {user} hmac={Mac}", "{text} by {user}").empty());
    CHECK(unproved_of_line("{text...} by {user} hmac={Mac}", "{user} by {text}") == Names{"user", "text"});
}

TEST_CASE("a part of the MAC's field ends where its template's literal stands, if the message has it there, too") {
    const auto unproved_of_mac = [](std::string_view mac, std::string_view recipe) {
        format::Shape shape = shape_with(recipe);
        Result<format::MacTemplate> made = format::parse_mac_template(mac, {});
        REQUIRE(made);
        shape.mac = std::move(*made);
        for (format::RecipeName& part : shape.recipe.names) {
            const auto found = std::ranges::find(shape.mac.names, part.name);
            part.mac_part = found == shape.mac.names.end()
                                ? format::no_part
                                : static_cast<std::uint32_t>(found - shape.mac.names.begin());
        }
        return format::unproved_boundaries(shape, true);
    };
    CHECK(unproved_of_mac("{t}.{Mac}", "{t}.{body}").empty());
    CHECK(unproved_of_mac("t={t};{Mac}", "{t}.{body}") == Names{"t", "body"});
    CHECK(unproved_of_mac("{Mac}.{t}", "{body}.{t}").empty());
    CHECK(unproved_of_mac("{Mac}.{t}", "{t}.{body}") == Names{"t", "body"});
    CHECK(unproved_of_mac("{t}.{Mac}", "{other}.{body}") == Names{"other", "body"});
    // A list's other items are another record's own choice, and so is all of its MAC's field.
    CHECK(unproved_of_mac("{t}.{Mac}", "{prev.Mac}|{body}") == Names{"prev.Mac", "body"});
}

TEST_CASE("a text of an encoding ends at what that encoding never has") {
    CHECK(unproved("{a:is(hex)}.{b}").empty());
    CHECK(unproved("{a:is(base64)}.{b:is(base64url)}.{c}").empty());
    CHECK(unproved("{a:is(base64)}={b}") == Names{"a", "b"});
    CHECK(unproved("{a:is(base64url-nopad)}={b}").empty());
    CHECK(unproved("{a:is(base64url-nopad)}-{b}") == Names{"a", "b"});
    CHECK(unproved("{a:is(text)}.{b}") == Names{"a", "b"});
}

TEST_CASE("no two of all small records have one message by a recipe that is called proved") {
    const Names lengths{"", "", "{a:len}", "{b:len}", "{a:len}.{b:len}"};
    const Names forms_of_a{"{a}", "{a:int}", "{a:no(.)}", "{a:no(.-)}", "{a:int?.}"};
    const Names forms_of_b{"{b}", "{b:int}", "{b:no(.)}", "{b:no(1-)}"};
    const Names literals{"", ".", "-", ".-", "a"};
    std::size_t num_proved = 0;
    std::size_t num_open = 0;
    std::size_t num_open_with_collision = 0;
    std::mt19937 random(20261130);
    const auto one_of = [&](const Names& names) { return names[random() % names.size()]; };
    for (int i = 0; i < 200; ++i) {
        std::string first = one_of(forms_of_a);
        std::string second = one_of(forms_of_b);
        if (random() % 2 == 0) {
            std::swap(first, second);
        }
        const std::string recipe =
            one_of(lengths) + one_of(literals) + first + one_of(literals) + second + one_of(literals);
        const bool is_open = !unproved(recipe).empty();
        const bool is_ambiguous = has_collision(recipe);
        CAPTURE(recipe);
        CHECK((is_open || !is_ambiguous));
        (is_open ? num_open : num_proved) += 1;
        num_open_with_collision += is_open && is_ambiguous ? 1 : 0;
    }
    CAPTURE(num_proved, num_open, num_open_with_collision);
    CHECK(num_proved >= 50);
    CHECK(num_open_with_collision >= 25);    // of texts of three bytes at most
}

}    // namespace hmacsweep::tests
