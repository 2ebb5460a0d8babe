namespace LoadProbe.Core;

/// <summary>A figure for each end of a conversation.</summary>
/// <param name="Client">What the client sent, or what was measured on the segments it sent.</param>
/// <param name="Server">The same for the server.</param>
public readonly record struct Sides<T>(T Client, T Server);
