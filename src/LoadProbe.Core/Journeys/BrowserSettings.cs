namespace LoadProbe.Core;

/// <summary>The window a browser journey runs in; pixels.</summary>
public sealed record BrowserSettings(int Width = 1280, int Height = 800);
