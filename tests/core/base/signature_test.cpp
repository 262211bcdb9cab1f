// Keys and signatures as people carry them: text, one spelling, one purpose.
#include "core/base/signature.hpp"

#include <catch2/catch.hpp>

using namespace firedrill;

namespace {

PrivateKey a_key(unsigned char first) {
    PrivateKey::Seed seed{};
    seed[0] = first;
    return PrivateKey(seed);
}

}  // namespace

TEST_CASE("a public key is the one that RFC 8032 derives, and it verifies what its owner signed") {
    const auto key = PrivateKey::read(
        "ed25519-private:9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    REQUIRE(key.has_value());
    CHECK(key->public_key() ==
          "ed25519:d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    CHECK(is_signed_by(key->public_key(), "p", "text", key->sign("p", "text")));
    CHECK(key->sign("p", "text") == key->sign("p", "text"));
}

TEST_CASE("a private key that was written is read back") {
    const PrivateKey key = a_key(7);
    const auto again = PrivateKey::read(key.text());
    REQUIRE(again.has_value());
    CHECK(again->public_key() == key.public_key());
    CHECK(is_public_key(key.public_key()));
    CHECK_FALSE(is_public_key(key.text()));
}

TEST_CASE("what is no key is none, however close it comes") {
    const std::string good = a_key(7).public_key();
    std::string upper = good;
    upper[10] = 'A';
    const std::string key = GENERATE_COPY(
        std::string(), good + "0", good.substr(0, good.size() - 1), " " + good, good + "\n",
        "ED25519" + good.substr(7), "rsa" + good.substr(7), good.substr(8), upper);
    CAPTURE(key);
    CHECK_FALSE(is_public_key(key));
    CHECK_FALSE(PrivateKey::read(key).has_value());
    CHECK_FALSE(is_signed_by(key, "p", "text", a_key(7).sign("p", "text")));
}

TEST_CASE("a signature is of one text, one purpose and one key") {
    const PrivateKey key = a_key(1);
    const std::string by = key.public_key(), signature = key.sign("approval", "plan a");
    CHECK(is_signed_by(by, "approval", "plan a", signature));
    CHECK_FALSE(is_signed_by(by, "approval", "plan b", signature));
    CHECK_FALSE(is_signed_by(by, "approval", "plan a ", signature));
    CHECK_FALSE(is_signed_by(by, "head", "plan a", signature));
    CHECK_FALSE(is_signed_by(a_key(2).public_key(), "approval", "plan a", signature));
    // where purpose ends and text begins is not for the text to say
    CHECK(key.sign("a", "b\nc") != key.sign("a b", "c"));
}

TEST_CASE("a signature with any bit changed is none") {
    const PrivateKey key = a_key(1);
    const std::string signature = key.sign("p", "text");
    for (std::size_t i = 0; i < signature.size(); ++i) {
        std::string changed = signature;
        changed[i] = changed[i] == '0' ? '1' : '0';
        CAPTURE(i);
        CHECK_FALSE(is_signed_by(key.public_key(), "p", "text", changed));
    }
    for (const std::string& wild : {std::string(), std::string("x"), signature + "00"})
        CHECK_FALSE(is_signed_by(key.public_key(), "p", "text", wild));
}
