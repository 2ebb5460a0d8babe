using LoadProbe.Probing;

namespace LoadProbe.Pressure.Tests;

/// <summary>How rare a sample of requests is follows from what is planned, and is bounded.</summary>
public sealed class RequestSampleTests
{
    [Theory]
    [InlineData(500, 0, 1)]
    [InlineData(501, 0, 2)]
    [InlineData(10_000, 0, 32)]
    [InlineData(10_000_000, 0, 1024)]
    [InlineData(0, 16, 1)]
    [InlineData(0, 1_000, 64)]
    public void One_connection_in_so_many(double requestsPerSecond, double users, int expected) => Assert.Equal(expected, RequestSample.Of(requestsPerSecond, users));

    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 0b110)]
    [InlineData(1024, 0b111_1111_1110)]
    public void Bits_of_the_port_without_the_lowest(int oneIn, int bits) => Assert.Equal(bits, RequestSample.PortBits(oneIn));
}
