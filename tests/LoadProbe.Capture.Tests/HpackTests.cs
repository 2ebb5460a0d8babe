namespace LoadProbe.Capture.Tests;

/// <summary>Header blocks, with the examples of RFC 7541 appendix C.</summary>
public class HpackTests
{
    [Fact]
    public void Requests_with_Huffman_coding_refer_to_fields_sent_before()
    {
        var decoder = new HpackDecoder();

        Assert.Equal(("GET", "/"), Asked(decoder, "828684418cf1e3c2e5f23a6ba0ab90f4ff"));
        Assert.Equal(("GET", "/"), Asked(decoder, "828684be5886a8eb10649cbf"));
        Assert.Equal(("GET", "/index.html"), Asked(decoder, "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf"));
    }

    [Fact]
    public void A_table_that_is_full_drops_its_oldest_field()
    {
        var decoder = new HpackDecoder();

        // C.6 has a table of 256 bytes.
        Assert.Equal(302, Status(decoder, "3fe101488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3"));
        Assert.Equal(302, Status(decoder, "c1"));
        Assert.Equal(307, Status(decoder, "4883640effc1c0bf"));
        Assert.Equal(307, Status(decoder, "be"));
        Assert.Null(Status(decoder, "c1"));
    }

    [Fact]
    public void After_bytes_were_missed_only_what_is_added_since_is_known()
    {
        var decoder = new HpackDecoder();
        Assert.Equal(302, Status(decoder, "4803333032"));
        decoder.Tear();

        Assert.Null(Status(decoder, "be"));
        Assert.Equal(307, Status(decoder, "4803333037"));
        Assert.Equal(307, Status(decoder, "be"));
        Assert.Null(Status(decoder, "bf"));
    }

    [Fact]
    public void A_table_set_to_nothing_is_empty()
    {
        var decoder = new HpackDecoder();
        Assert.Equal(302, Status(decoder, "4803333032"));

        Assert.Null(Status(decoder, "20be"));
        Assert.Equal(307, Status(decoder, "4803333037"));
        Assert.Null(Status(decoder, "be"));
    }

    [Theory]
    [InlineData("ffffffff", "the end of the string is no symbol")]
    [InlineData("1c64ff", "padding of more than 7 bits")]
    [InlineData("00", "padding that is not all ones")]
    public void What_no_encoder_writes_is_no_text(string coded, string why) =>
        Assert.False(HpackHuffman.TryDecode(Convert.FromHexString(coded), new byte[100], out _), why);

    [Fact]
    public void A_text_longer_than_the_room_is_measured_whole()
    {
        Span<byte> room = stackalloc byte[2];

        Assert.True(HpackHuffman.TryDecode(Convert.FromHexString("6402"), room, out int length));
        Assert.Equal(("30", 3), (System.Text.Encoding.ASCII.GetString(room), length));
    }

    private static (string?, string?) Asked(HpackDecoder decoder, string block) => decoder.Read(Convert.FromHexString(block)) is var fields ? (fields.Method, fields.Path) : default;

    private static int? Status(HpackDecoder decoder, string block) => decoder.Read(Convert.FromHexString(block)).Status;
}
