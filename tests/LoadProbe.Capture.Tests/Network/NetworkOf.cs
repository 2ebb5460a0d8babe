namespace LoadProbe.Capture.Tests;

/// <summary>The analysis of the one conversation of a capture.</summary>
internal static class NetworkOf
{
    public static NetworkAnalysis Network(this PacketFile file) => file.Flow().Network;

    public static DirectionFigures Client(this PacketFile file) => file.Network().Directions.Client;

    public static DirectionFigures Server(this PacketFile file) => file.Network().Directions.Server;

    public static ConnectionFigures Connection(this PacketFile file) => file.Network().Connection;
}
